# -*- coding: latin-1 -*-
naïve = "äöü"
