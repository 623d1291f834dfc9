"""Wrong answers to chapter 10's exercises, and the hint that each is to get."""


def stopping(costs, patience, *, keep="best", ties=False, reset=True):
    best, waited = 0, 0
    for step, cost in enumerate(costs):
        if cost < costs[best] or (ties and cost == costs[best]):
            best, waited = step, 0
        else:
            waited += step > 0
        if waited >= patience:
            return best if keep == "best" else step
    return best if keep == "best" else len(costs) - 1


WRONG = {
    "slow_steps": [
        (300_000, "of-one"),
        (2_000, "ratio"),
        (600, "way"),
        (0.15, "multiplied"),
        (3_000, "other"),
    ],
    "batch_steps": [
        (33, "epoch"),
        (34, "epoch"),
        (1280, "batches"),
        (43_080, "images"),
        (40, "other"),
    ],
    "flat_parameters": [
        (640, "no-bias"),
        (1885, "hidden"),
        (65, "one-output"),
        (714, "input-bias"),
        (641, "shared-bias"),
        (74, "other"),
    ],
    "choose_lambda": [
        (lambda lams, learnt, watched: lams[learnt.index(min(learnt))], "training"),
        (lambda lams, learnt, watched: watched.index(min(watched)), "index"),
        (lambda lams, learnt, watched: lams[watched.index(max(watched))], "worst"),
        (lambda lams, learnt, watched: min(watched), "cost"),
        (
            lambda lams, learnt, watched: min(
                zip(lams, learnt, watched, strict=True), key=lambda row: row[1] + row[2]
            )[0],
            "sum",
        ),
        (lambda lams, learnt, watched: lams[1], "other"),
        (lambda lams, learnt: lams[0], "raises"),
        (lambda lams, learnt, watched: watched.sort() or lams[0], "changes-input"),
    ],
    "stop_early": [
        (lambda costs, patience: stopping(costs, patience, keep="step"), "where-it-stopped"),
        (lambda costs, patience: costs.index(min(costs)), "looks-ahead"),
        (lambda costs, patience: stopping(costs, patience, ties=True), "ties"),
        (lambda costs, patience: stopping(costs, 1), "no-patience"),
        (lambda costs, patience: len(costs) - 1, "last"),
        (lambda costs, patience: 0, "other"),
        (lambda costs, patience: print(end=""), "nothing"),
    ],
}
