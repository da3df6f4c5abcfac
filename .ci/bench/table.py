"""The table of figures: those of terrier, those of the compared program, and whether terrier's are within their limits."""

from dataclasses import dataclass

from process import say


@dataclass
class Row:
    name: str
    ours: float
    theirs: float | None = None
    #: The maximum of `ours`, or with `of_ratio` of `ours` divided by `theirs`; None for no limit.
    most: float | None = None
    of_ratio: bool = False
    digits: int = 3

    @property
    def ratio(self):
        return self.ours / self.theirs if self.theirs else None

    @property
    def reached(self):
        return self.most is None or (self.ratio if self.of_ratio else self.ours) <= self.most

    def line(self):
        def column(value, digits):
            return " " * 10 if value is None else f" {value:9.{digits}f}"

        goal = "" if self.most is None else (
            f"  {column(self.most, 3 if self.of_ratio else self.digits)}  {'reached' if self.reached else 'NOT REACHED'}")
        return (f"{self.name:<42}{column(self.ours, self.digits)}{column(self.theirs, self.digits)}"
                f"{column(self.ratio, 3)}{goal}").rstrip()


def show(title, theirs, rows):
    """Prints the rows; returns whether all are within their limits."""
    say(f"\n{title:<42}{'terrier':>10}{theirs:>10}{'ratio' if theirs else '':>10}    to reach")
    for row in rows:
        say(row.line())
    return all(row.reached for row in rows)
