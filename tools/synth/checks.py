"""placeholder"""
def run(wheel, *, fast=False): return 0
