x = f"\d{a}\w{b!r:\z}"
