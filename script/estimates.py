"""Works estimates out with packages from PyPI, for Tests/FindingsTests/PackageEstimateTests.swift: a list of cases as
JSON on standard input, a list of numbers for each on standard output's last line."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

import numpy
from ipfn import ipfn
from samplics.estimation import TaylorEstimator
from samplics.utils.types import PopParam
from statsmodels.stats.contingency_tables import Table, mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW


def wilson(case):
    return proportion_confint(case["count"], case["base"], method="wilson")


def newcombe(case):
    one, other = case["first"], case["second"]
    return confint_proportions_2indep(one[0], one[1], other[0], other[1], method="newcomb", compare="diff")


def mean(case):
    return DescrStatsW(numpy.array(case["numbers"])).tconfint_mean()


def welch(case):
    return CompareMeans(DescrStatsW(case["first"]), DescrStatsW(case["second"])).tconfint_diff(usevar="unequal")


def paired(case):
    return [mcnemar([[0, case["first"]], [case["second"], 0]], exact=True).pvalue]


def trend(case):
    table = Table(numpy.array([[count, base - count] for count, base in case["points"]]), shift_zeros=False)
    found = table.test_ordinal_association(
        row_scores=numpy.arange(len(case["points"])), col_scores=numpy.array([1, 0]))
    # Mantel's variance has n - 1 where Armitage's has n.
    people = sum(base for _, base in case["points"])
    return [found.zscore**2 * people / (people - 1)]


def raked(case):
    margins = [numpy.array(case["rows"]), numpy.array(case["columns"])]
    fitted = ipfn.ipfn(
        numpy.array(case["table"]), margins, [[0], [1]], convergence_rate=1e-13, max_iteration=5000).iteration()
    return list(fitted.flatten())


def weighted(case):
    estimator = TaylorEstimator(PopParam.mean)
    estimator.estimate(
        y=numpy.array(case["values"]), samp_weight=numpy.array(case["weights"]),
        stratum=numpy.array(case["strata"]), psu=numpy.array(case["clusters"]))
    return [estimator.point_est, estimator.stderror]


KINDS = {kind.__name__: kind for kind in (wilson, newcombe, mean, welch, paired, trend, raked, weighted)}
found = [[float(number) for number in KINDS[case["kind"]](case)] for case in json.load(sys.stdin)]
print()
print(json.dumps(found))
