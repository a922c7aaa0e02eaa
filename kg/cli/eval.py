"""``kg eval``: scores of extracted facts against gold."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from kg import interchange, pipeline
from kg.cli.common import Common, common_options, one_line, with_progress
from kg.cli.output import output_file
from kg.errors import InputError, UnknownNameError, UsageError, ValidationError
from kg.evaluate import COUNTED, Difference, Report, by_language, evaluate

logger = logging.getLogger(__name__)

TOLERANCE = 0.01
LOWER_IS_BETTER = frozenset({"leaks.share"})


@click.command("eval", short_help="Score extracted facts against gold.")
@click.argument("gold")
@click.argument("predicted", required=False)
@click.option("--model", metavar="NAME", help="An installed spaCy pipeline instead of the one that ships.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes that read; 1 by default.")
@click.option("--errors", type=click.IntRange(0), default=0, metavar="N", help="List N of the differences.")
@click.option("--relations/--no-relations", default=True, help="Show the figures of each relation.")
@click.option("--format", "output_format", type=click.Choice(["table", "json"]), default="table", help="Form of output.")
@click.option(
    "--at-least",
    multiple=True,
    metavar="FIGURE=X",
    help="Fail where a figure is worse than X, for example triples.F1=0.8 or leaks.share=0; may be repeated.",
)
@click.option("--baseline", metavar="FILE", help=f"Fail where a figure is worse by more than {TOLERANCE} than in FILE.")
@click.option("--write-baseline", metavar="FILE", help="Write the figures for later comparison.")
@common_options
def command(
    gold: str,
    predicted: str | None,
    model: str | None,
    jobs: int | None,
    errors: int,
    relations: bool,
    output_format: str,
    at_least: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    common: Common,
) -> None:
    """Score facts against GOLD, a JSON Lines file of annotated articles.

    PREDICTED is what `kg annotate` wrote; without it the texts of GOLD are read now.
    """
    wanted = dict(map(_bound, at_least))
    articles = read_articles(gold)
    if predicted is not None:
        found = read_articles(predicted)
    else:
        texts = [interchange.from_json(article).article for article in articles]
        extractions = pipeline.extract(texts, common.settings(model=model, jobs=jobs))
        found = [interchange.to_json(extraction) for extraction in with_progress(extractions, common)]
    report, languages = evaluate(articles, found), by_language(articles, found)
    if output_format == "json":
        apart = {language: part.to_json() for language, part in languages.items()}
        click.echo(json.dumps({**report.to_json(), "languages": apart}, indent=1, ensure_ascii=False))
    else:
        click.echo(as_text(report, languages, relations=relations))
        for difference in report.differences[:errors]:
            click.echo(one_line(as_line(difference)))
    name = Path(gold).stem
    if write_baseline:
        _write_baseline(write_baseline, name, report.figures())
    if baseline:
        _compare(report.figures(), _read_baseline(baseline, name), TOLERANCE, baseline)
    _compare(report.figures(), wanted, 0.0, "--at-least")


def read_articles(path: str) -> list[dict[str, Any]]:
    """Return the annotated articles of a JSON Lines file, checked, as JSON objects."""
    try:
        with click.open_file(path, encoding="utf-8") as lines:
            text = lines.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error}); give a JSON Lines file in UTF-8", path) from error
    rows = text.split("\n")
    list(interchange.read(rows, path))
    return [json.loads(row) for row in rows if row.strip()]


def as_text(report: Report, languages: Mapping[str, Report], *, relations: bool) -> str:
    """Return the figures as aligned text."""
    lines = _main_lines(report)
    if len(languages) > 1:
        lines += [f"-- {language}\n" + "\n".join(_main_lines(part)) for language, part in languages.items()]
    if relations:
        lines += [
            f"  {name:20} P {row['P']:.2f}  R {row['R']:.2f}  gold {row['gold']}  predicted {row['predicted']}"
            for name, row in report.to_json()["relations"].items()
        ]
    return "\n".join(lines)


def _main_lines(report: Report) -> list[str]:
    found = report.to_json()
    rows = [(name, found[name]) for name in COUNTED]
    return [
        f"{name:9} P {row['P']:.3f}  R {row['R']:.3f}  F1 {row['F1']:.3f}   gold {row['gold']}  "
        f"predicted {row['predicted']}"
        for name, row in rows
    ] + [
        f"leaks     {report.leaks.value:.3f}   {report.leaks.hit} of {report.leaks.total} facts that are not asserted",
        f"status    {report.status.value:.3f}   of {report.status.total} facts found",
        f"speakers  {report.speakers.value:.3f}   of {report.speakers.total} reported facts found",
    ]


def as_line(difference: Difference) -> str:
    """Return a difference as one line."""
    status = difference.status + (f", read as {difference.read_as}" if difference.read_as else "")
    fact = f"{difference.subject} {difference.relation} {difference.object}"
    return f"{difference.article}  {difference.kind.upper():7} {fact} [{status}]"


def _bound(option: str) -> tuple[str, float]:
    name, _, value = option.partition("=")
    known = Report().figures()
    if name not in known:
        raise UnknownNameError("figure", name, known)
    try:
        return name, float(value)
    except ValueError as error:
        raise UsageError(f"--at-least {option!r} has no number; write FIGURE=NUMBER, for example {name}=0.8") from error


def _read_baseline(path: str, name: str) -> dict[str, float]:
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        return {figure: float(value) for figure, value in found[name].items()}
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); write it with --write-baseline", path) from error
    except KeyError as error:
        raise InputError(f"has no figures for {name!r}; add them with --write-baseline", path) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"is no baseline ({error}); write it with --write-baseline", path) from error


def _write_baseline(path: str, name: str, figures: Mapping[str, float]) -> None:
    """Add the figures to a baseline file, beside those of other gold files."""
    file = Path(path)
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    found[name] = dict(figures)
    with output_file(path) as stream:
        json.dump(found, stream, indent=1, sort_keys=True)
        stream.write("\n")


def _compare(figures: Mapping[str, float], bounds: Mapping[str, float], tolerance: float, source: str) -> None:
    worse = list(_worse(figures, bounds, tolerance))
    if worse:
        raise ValidationError(f"figures are worse than {source} allows: {'; '.join(worse)}")


def _worse(figures: Mapping[str, float], bounds: Mapping[str, float], tolerance: float) -> Iterable[str]:
    for name, bound in sorted(bounds.items()):
        if name not in figures:
            raise UnknownNameError("figure", name, figures)
        loss = figures[name] - bound if name in LOWER_IS_BETTER else bound - figures[name]
        if loss > tolerance + 1e-9:
            yield f"{name} is {figures[name]:.4f}, not {bound:.4f}"
