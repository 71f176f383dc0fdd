"""How well searches of judged collections rank what people judged relevant."""
