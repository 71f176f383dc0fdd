"""Here are 128 numbers: how do they lie in a file so that they are read at the speed of memory?"""
