# coding: ascii
x = "ä"
