"""Here are candidates: which of them does each field of the article take, and how sure is that?

trust      how far a place is believed, for each field          weighing   the one way in which candidates compete
dates, titles, names, facts, texts    what makes a candidate of such a field sound, and two of them the same
quality    the verdicts on all fields as one number
"""
