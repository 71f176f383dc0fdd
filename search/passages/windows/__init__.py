"""Which stretches of a text would a passage show?"""
