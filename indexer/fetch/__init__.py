"""What does an address answer, asked politely, safely and within bounds?"""
