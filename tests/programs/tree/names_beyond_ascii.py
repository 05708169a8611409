größe = 名 = ﬁ = ª
class Ｃ: pass
