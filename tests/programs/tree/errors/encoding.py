# -*- coding: no-such -*-
