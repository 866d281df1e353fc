"""Weights, configuration, word pieces and card of `newsreader-en-large`; `reportedly read --model large` finds them."""
