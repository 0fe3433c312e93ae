/* The named groups of the RFM grid: codes, default names in two languages, and what each means. */
#include <config.h>
#include "rfm-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct { const char *code, *english, *chinese, *meaning; } groups[SEG_RFM_N_GROUPS] = {
	[SEG_RFM_CHAMPIONS] = { "champions", "Champions", "核心客户",
		N_("Came recently, come often, spend most: reward them, ask them to recommend you.") },
	[SEG_RFM_LOYAL] = { "loyal", "Loyal", "忠诚客户",
		N_("Come often and spend well, if not in the last days: offer them more of what they like.") },
	[SEG_RFM_POTENTIAL] = { "potential-loyalists", "Potential loyalists", "潜在忠诚客户",
		N_("Came recently and more than once: a membership or a series can make them loyal.") },
	[SEG_RFM_NEW] = { "new", "New", "新客户",
		N_("Came for the first time just now: help them to a good start.") },
	[SEG_RFM_PROMISING] = { "promising", "Promising", "有潜力的客户",
		N_("Came not long ago, for little: show them what else there is.") },
	[SEG_RFM_ATTENTION] = { "need-attention", "Need attention", "需要关注",
		N_("In the middle on every count and slipping: a limited offer may bring them back.") },
	[SEG_RFM_SLEEPY] = { "about-to-sleep", "About to sleep", "即将沉睡",
		N_("Came rarely, and it is a while ago: remind them before they forget you.") },
	[SEG_RFM_AT_RISK] = { "at-risk", "At risk", "有流失风险",
		N_("Used to come often or spend well, but long ago: write to them in person.") },
	[SEG_RFM_CANNOT_LOSE] = { "cannot-lose", "Cannot lose them", "不可失去",
		N_("Were among the best and have stayed away longest: win them back, ask what went wrong.") },
	[SEG_RFM_HIBERNATING] = { "hibernating", "Hibernating", "沉睡客户",
		N_("Came rarely, for little, long ago: a reason to return, at low cost.") },
	[SEG_RFM_LOST] = { "lost", "Lost", "已流失",
		N_("Came rarely and have stayed away longest: leave them in peace, or try once.") },
	[SEG_RFM_NONE] = { "none", "Not bought yet", "尚未购买",
		N_("Have no figure to be rated by, so they stand outside of the grid.") },
};

const char *
seg_rfm_group_code (SegRfmGroup group)
{
	return groups[group].code;
}

const char *
seg_rfm_group_meaning (SegRfmGroup group)
{
	return _(groups[group].meaning);
}

gboolean
seg_rfm_group_parse (const char *code, SegRfmGroup *group)
{
	for (guint i = 0; i < SEG_RFM_N_GROUPS; i++)
		if (g_ascii_strcasecmp (code, groups[i].code) == 0) {
			*group = (SegRfmGroup) i;
			return TRUE;
		}
	return FALSE;
}

const char *
seg_rfm_group_default (SegRfmGroup group, SegRfmLanguage language, gboolean bought)
{
	if (group == SEG_RFM_NONE && !bought)
		return language == SEG_RFM_CHINESE ? "没有数据" : "No figure";
	return language == SEG_RFM_CHINESE ? groups[group].chinese : groups[group].english;
}

SegRfmLanguage
seg_rfm_language (void)
{
	const char *const *languages = g_get_language_names ();

	return g_str_has_prefix (languages[0], "zh") ? SEG_RFM_CHINESE : SEG_RFM_ENGLISH;
}

static const char *const axis_names[] = { "recency", "frequency", "monetary" };
static const char *const columns_names[] = { "both", "frequency", "monetary" };

const char *
seg_rfm_axis_name (SegRfmAxis axis)
{
	return axis_names[axis];
}

const char *
seg_rfm_columns_name (SegRfmColumns columns)
{
	return columns_names[columns];
}

gboolean
seg_rfm_columns_parse (const char *name, SegRfmColumns *columns)
{
	for (guint i = 0; i < G_N_ELEMENTS (columns_names); i++)
		if (strcmp (name, columns_names[i]) == 0) {
			*columns = (SegRfmColumns) i;
			return TRUE;
		}
	return FALSE;
}
