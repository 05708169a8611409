from __future__ import annotations, flying_cars
