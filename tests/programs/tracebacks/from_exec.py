def run():
    exec(compile("def f():\n    1 / 0\nf()", "<made up>", "exec"))


run()
