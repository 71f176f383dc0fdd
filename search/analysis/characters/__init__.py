"""What is each character of Unicode to us: letter, digit or neither, and what does it fold to?"""
