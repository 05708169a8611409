#!/bin/sh
# coding=utf-99
x = 1
