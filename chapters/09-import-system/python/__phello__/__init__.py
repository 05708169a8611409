"""A frozen package, with a frozen package in it."""

initialized = True


def main():
    print("Hello world!")


if __name__ == '__main__':
    main()
