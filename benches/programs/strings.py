"""Strings that grow, are joined, formatted, split and compared."""


def work(count):
    text, words = "", []
    for number in range(count):
        text += "ab"
        words.append(f"{number}:{number & 3}")
        if text == "abab":
            words.append("seldom")
    joined = ",".join(words)
    total = 0
    for word in joined.split(","):
        if word[0] == "1":
            total += len(word)
    return len(text), len(joined), total


print(work(400_000))
