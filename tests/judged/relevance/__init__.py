"""How well do searches of judged collections put first what people judged relevant?"""
