# coding: shift_jis
名前 = "ソース"
