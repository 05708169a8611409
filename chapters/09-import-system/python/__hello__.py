"""A frozen module that does next to nothing: the smallest thing that `FrozenImporter` can load."""

initialized = True


def main():
    print("Hello world!")


if __name__ == '__main__':
    main()
