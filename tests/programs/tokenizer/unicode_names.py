# Any letter of any script; columns count characters here and bytes in the C scanner.
größe = имя + 名前 * αβγ
naïve = "ä" + ñ.ü
𝔘𝔫𝔦 = ª + ℘
x·y = a̐
