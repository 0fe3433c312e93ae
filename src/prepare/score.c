/* Scores, and the problems worth fixing first.
 *
 * A table begins with 100 points. Each kind of problem costs it points: its full points where the share of rows concerned is the
 * kind's full share or more, less in proportion. Where a kind is found several times (missing values in three columns) only the
 * finding that costs most counts. Problems are ranked by rows concerned times urgency. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <string.h>

const SegFindingKindInfo seg_finding_kinds[SEG_N_FINDING_KINDS] = {
	[SEG_FINDING_REPEATED_EVENTS] = { "repeated-events", N_("equal events"), 15, 0.1, 1 },
	[SEG_FINDING_ALIKE_USERS] = { "alike-users", N_("one person twice"), 20, 0.1, 20 },
	[SEG_FINDING_REPEATED_ROWS] = { "repeated-rows", N_("rows repeated in a file"), 0, 1, 0 },
	[SEG_FINDING_UNKNOWN_KEYS] = { "unknown-keys", N_("unknown users or items"), 15, 0.2, 1 },
	[SEG_FINDING_REJECTED_ROWS] = { "rejected-rows", N_("rows set aside"), 20, 0.1, 2 },
	[SEG_FINDING_REJECTED_VALUES] = { "rejected-values", N_("values that could not be read"), 10, 0.1, 1 },
	[SEG_FINDING_MISSING] = { "missing", N_("missing values"), 15, 0.5, 0.1 },
	[SEG_FINDING_STAND_IN] = { "stand-in", N_("values that stand for something else"), 15, 0.1, 10 },
	[SEG_FINDING_IMPOSSIBLE] = { "impossible", N_("impossible values"), 15, 0.1, 15 },
	[SEG_FINDING_END_OF_RANGE] = { "end-of-range", N_("values that pile up at the end of the range"), 5, 0.1, 0.5 },
	[SEG_FINDING_OUTLIERS] = { "outliers", N_("values far from the rest"), 5, 0.02, 2 },
	[SEG_FINDING_CONSTANT] = { "constant", N_("the same for all"), 0, 1, 0 },
	[SEG_FINDING_MIXED] = { "mixed", N_("several formats in one column"), 10, 0.1, 5 },
	[SEG_FINDING_VARIANTS] = { "variants", N_("several spellings of one value"), 10, 0.1, 5 },
	[SEG_FINDING_FUTURE] = { "future", N_("dates in the future"), 15, 0.05, 5 },
	[SEG_FINDING_BEFORE_REGISTRATION] = { "before-registration", N_("events before registration"), 10, 0.1, 3 },
	[SEG_FINDING_GAP] = { "gap", N_("days without events"), 15, 0.1, 100 },
	[SEG_FINDING_BROKEN_MONTH] = { "broken-month", N_("months that break off"), 15, 0.1, 50 },
	[SEG_FINDING_ROBOT] = { "robot", N_("users with absurdly many events"), 15, 0.1, 1 },
	[SEG_FINDING_FREE] = { "free", N_("purchases that cost nothing"), 5, 0.1, 0.5 },
	[SEG_FINDING_REFUNDS] = { "refunds", N_("refunds and cancellations"), 0, 1, 0 },
	[SEG_FINDING_REFUNDS_OVER] = { "refunds-over", N_("more given back than paid"), 5, 0.1, 5 },
	[SEG_FINDING_SILENT] = { "silent", N_("users who did nothing"), 0, 1, 0 },
	[SEG_FINDING_CONSENT] = { "consent", N_("no consent column"), 0, 1, 0.5 },
};

static double
cost_of (const SegFinding *finding)
{
	const SegFindingKindInfo *kind = &seg_finding_kinds[finding->kind];
	double share = (double) finding->count / (double) MAX (finding->whole, 1);

	return kind->points * MIN (share / kind->full, 1);
}

static const SegFinding *
dearest (const SegQualityReport *report, const char *table, SegFindingKind kind)
{
	const SegFinding *best = NULL;

	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (finding->kind == kind && strcmp (finding->table, table) == 0 && (best == NULL || cost_of (finding) > cost_of (best)))
			best = finding;
	}
	return best;
}

static double
score_of (SegQualityReport *report, const char *table)
{
	double score = 100;

	for (guint i = 0; i < report->findings->len; i++) {
		SegFinding *finding = report->findings->pdata[i];

		if (strcmp (finding->table, table) != 0)
			continue;
		finding->cost = finding == dearest (report, table, finding->kind) ? cost_of (finding) : 0;
		score -= finding->cost;
	}
	return MAX (score, 0);
}

static double
rank_of (const SegFinding *finding)
{
	return (double) finding->count * seg_finding_kinds[finding->kind].urgency;
}

/* The sort is stable: otherwise in the order in which they were said. */
static gint
compare_findings (gconstpointer a, gconstpointer b)
{
	const SegFinding *x = *(SegFinding *const *) a, *y = *(SegFinding *const *) b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return rank_of (x) > rank_of (y) ? -1 : rank_of (x) < rank_of (y);
}

static gint
compare_problems (gconstpointer a, gconstpointer b)
{
	double x = rank_of (*(SegFinding *const *) a), y = rank_of (*(SegFinding *const *) b);

	return x > y ? -1 : x < y;
}

static void
choose_problems (SegQualityReport *report)
{
	for (guint i = 0; i < report->findings->len; i++) {
		SegFinding *finding = report->findings->pdata[i];

		if (seg_finding_kinds[finding->kind].urgency > 0 && (finding->weight > SEG_FINDING_NOTE || finding->fix != NULL))
			g_ptr_array_add (report->problems, finding);
	}
	g_ptr_array_sort (report->problems, compare_problems);
	if (report->problems->len > SEG_QUALITY_PROBLEMS)
		g_ptr_array_set_size (report->problems, SEG_QUALITY_PROBLEMS);
}

void
seg_quality_score (SegQualityReport *report)
{
	for (guint i = 0; i < report->tables->len; i++) {
		SegTableQuality *table = report->tables->pdata[i];

		table->score = score_of (report, table->table);
	}
	g_ptr_array_sort (report->findings, compare_findings);
	choose_problems (report);
}
