"""Everything that `reportedly` raises on purpose.

ReportedlyError
├── InputError            an article that cannot be read: the message says what and where
│   ├── NotTextError          empty, binary, or in no known encoding
│   ├── LanguageError         in a language that the model does not read
│   ├── NoArticleError        a page without an article
│   ├── TimeLimitError        one that takes longer to read than it may
│   └── UnansweredError       another reader gave no answer that can be used
├── ModelError            a model folder that is missing, incomplete, or does not fit this version
├── ReaderError           another reader that cannot be asked: its server, its key, or what it is allowed to cost
│   └── BudgetError           what it is allowed to cost is spent
├── ExtraError            a library that only an extra installs is missing
├── VocabularyError       a vocabulary file with a wrong key or value
│   └── DamagedError          a file of this package that is not the one that was made
├── LedgerError           a ledger that cannot be opened, read or written: the message says which and why
│   ├── LedgerVersionError    made by a newer version than this one
│   └── LedgerBusyError       another process was writing to it for longer than one waits
├── QuestionError         what is asked of a ledger cannot be: no such id, a time that is none
└── InvariantError        a promise of our own that was broken; always a bug
"""


class ReportedlyError(Exception):
    """Base of all; its message is one line that a user can act on."""


class InputError(ReportedlyError):
    """One article cannot be read. Never stops a batch: it becomes a `Failure`."""


class NotTextError(InputError):
    """The bytes hold no text."""


class LanguageError(InputError):
    """The text is in a language that the model does not read."""


class NoArticleError(InputError):
    """The page holds no article."""


class TimeLimitError(InputError):
    """Reading the article took longer than it may."""


class UnansweredError(InputError):
    """Another reader gave no answer to an article, or none that can be used."""


class ModelError(ReportedlyError):
    """The model folder cannot be used."""


class ReaderError(ReportedlyError):
    """Another reader cannot be asked, this article or any other."""


class BudgetError(ReaderError):
    """What asking may cost is spent."""


class VocabularyError(ReportedlyError):
    """A vocabulary file cannot be used."""


class DamagedError(VocabularyError, ValueError):
    """A file that came with this package is another one now: it was cut off, overwritten, or is of another version."""


class LedgerError(ReportedlyError):
    """The ledger cannot be used, or not written."""


class LedgerVersionError(LedgerError):
    """A newer version made the ledger, or one that cannot be brought up to this one's."""


class LedgerBusyError(LedgerError):
    """The ledger is locked, and stayed so."""


class QuestionError(ReportedlyError):
    """What is asked of a ledger cannot be answered: an id that is not there, a time or a status that is none."""


class ExtraError(ReportedlyError):
    """A library is missing that only an extra of the package installs."""


class InvariantError(ReportedlyError):
    """A record broke the contract; raised rather than written."""
