/* The table of criteria, in the order in which they are asked: first what needs no comparison, then what repeats other features, then what
 * a feature is good for. Adding one is one file and one row here. */
#include <config.h>
#include "select-private.h"

static const SegJudge *const judges[] = {
	&seg_judge_constant, &seg_judge_near_constant, &seg_judge_duplicate,
	&seg_judge_information, &seg_judge_chi_square, &seg_judge_anova,
	&seg_judge_correlation, &seg_judge_inflation, &seg_judge_few,
	&seg_judge_path, &seg_judge_laplacian, &seg_judge_silhouette,
};
G_STATIC_ASSERT (G_N_ELEMENTS (judges) <= SEG_MOST_CRITERIA);

gsize
seg_criteria_count (void)
{
	return G_N_ELEMENTS (judges);
}

const SegJudge *
seg_judge (gsize number)
{
	return judges[number];
}

const SegCriterion *
seg_criterion (gsize number)
{
	return &judges[number]->criterion;
}

const SegCriterion *
seg_criterion_find (const char *name, gsize *number)
{
	for (gsize i = 0; i < G_N_ELEMENTS (judges); i++)
		if (g_strcmp0 (judges[i]->criterion.name, name) == 0) {
			if (number != NULL)
				*number = i;
			return &judges[i]->criterion;
		}
	return NULL;
}
