"""The links of a body: evaluated all at once, then rewritten as a channel shows them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml import html as lxml_html
from lxml.etree import _Element as Element

from articles.content.blocks import has_picture
from articles.content.hand_written import removable, take_out, text_of
from disclosures.audit.hand_written import is_disclosure
from disclosures.channels import Channel
from disclosures.matching import LinkEvaluation, sponsored
from newsroom import clock

Evaluate = Callable[[str], LinkEvaluation]


@dataclass(frozen=True)
class Options:
    """Options for showing a body's links on a channel, at an instant (default: now).

    `mark` is the text of the mark without parentheses, "" for none. It follows every commercial link
    if `marks_all`. Otherwise it follows only those that a reader can reach without passing the
    disclosure: below a subhead or in a table. `mark_attributes` are its language and
    direction where the story has others.
    """

    channel: str = Channel.PAGE
    at: datetime | None = None
    mark: str = ""
    marks_all: bool = False
    mark_attributes: tuple[tuple[str, str], ...] = ()


class Links:
    """The links in the elements of a body, which the methods change in place.

    `programmes`: the programmes of the commercial links shown so far. `left_out`: the positions of
    links that the page doesn't show in any form.
    """

    def __init__(self, elements: Iterable[Element], evaluate: Evaluate, options: Options) -> None:
        self.options, self.at = options, options.at or clock.now()
        self.evaluated: dict[Element, tuple[int, LinkEvaluation]] = {}
        self.programmes: set[int | None] = set()
        self.left_out: set[int] = set()
        self.below_subhead = False
        self._evaluate(elements, evaluate)

    def _evaluate(self, elements: Iterable[Element], evaluate: Evaluate) -> None:
        """Evaluate every link, and remove links around pictures, which pages don't show."""
        every = [link for element in elements for link in element.iter("a")]
        for position, link in enumerate(every):
            # Browsers drop tabs and line breaks in an address; serialised, they would be kept.
            address = re.sub(r"[\t\n\r]", "", link.get("href", ""))
            link.set("href", address)
            if has_picture(link):
                self.left_out.add(position)
                link.drop_tag()
            else:
                self.evaluated[link] = position, evaluate(address)

    @property
    def earn(self) -> bool:
        """True if the body has a commercial link that the page shows."""
        return any(self._shows(evaluation) for _, evaluation in self.evaluated.values())

    def leave_out_notices(self, element: Element) -> bool:
        """Remove hand-written disclosures from `element`; return whether anything of it is left.

        Only a paragraph or list item is removed that is certainly nothing but a disclosure and shows
        no commercial link. Headings, tables, quotations and captions stay.
        """
        for line in list(removable(element)):
            links = [self.evaluated[link] for link in line.iter("a")]
            if is_disclosure(text_of(line)) and not any(self._shows(j) for _, j in links):
                self.left_out.update(position for position, _ in links)
                if take_out(line, element):
                    return False
        return True

    def rewrite(self, element: Element, *, apart: bool = False) -> bool:
        """Rewrite the links in `element`: as plain text, with rel or with the mark.

        The elements must come in their order in the body. `apart`: readers can reach `element` without
        passing the disclosure, as below a subhead.

        Returns:
            Whether `element` shows a commercial link.
        """
        earns = False
        subheads = element.iter("h2", "h3")
        self.below_subhead = self.below_subhead or apart or next(subheads, None) is not None
        for link in list(element.iter("a")):
            position, evaluation = self.evaluated[link]
            if evaluation.is_text(self.options.channel, self.at):
                link.drop_tag()
            elif evaluation.rel:
                link.set("rel", sponsored(link.get("rel", ""), evaluation.rel))
                if evaluation.earns:
                    self._show(link, position, evaluation)
                    earns = True
        return earns

    def _shows(self, evaluation: LinkEvaluation) -> bool:
        return evaluation.earns and not evaluation.is_text(self.options.channel, self.at)

    def _show(self, link: Element, position: int, evaluation: LinkEvaluation) -> None:
        self.programmes.update(evaluation.programmes)
        if self.options.channel == Channel.PAGE:
            link.set("data-link", str(position))
        apart = self.below_subhead or next(link.iterancestors("table"), None) is not None
        if self.options.mark and (self.options.marks_all or apart):
            words = lxml_html.Element("span")
            words.set("class", "paid")
            words.text = f"({self.options.mark})"
            for name, value in self.options.mark_attributes:
                words.set(name, value)
            # The text that followed the link now follows the mark.
            following, link.tail = link.tail, " "
            link.addnext(words)
            words.tail = following
