"""Where does one token begin and end?"""
