"""Here is one posting: which bytes? Numbers of seven bits a byte, for short lists and for lists in the making."""
