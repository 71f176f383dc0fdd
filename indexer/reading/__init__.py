"""Document -> Article: what is the title, the text, the date, and what had to be repaired?"""
