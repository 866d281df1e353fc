"""The corpus: dispatches with inline marks → records of the contract, with checks, counts and agreement.

    python -m training.corpus compile | check | stats | agree | bare | standoff | join

The markup is described in `corpus/GUIDELINES.md`. Files here in the order in which a dispatch meets them:

    markup     a file → dispatches: head, text, marks, and a line for every mark, each with its line in the file
    lines      a line for a mark → a typed value
    linked     marks and lines of a dispatch brought together; what does not fit is a fault
    records    a linked dispatch → rows of the contract
    doubts     what is no fault, but looks like a slip
    whole      what only shows across dispatches: duplicates, splits, pairs
    counts     the counts that the corpus promises
    standoff   annotations of texts that are not ours, parted from the texts and joined again

Needs neither torch nor onnx.
"""
