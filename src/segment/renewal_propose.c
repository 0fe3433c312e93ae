/* What becomes of new groups and old segments, in kinds and in words.
 *
 * A group that goes on as no segment is split off where at least half of its users who were there come from one segment; a segment that no
 * group goes on as is merged where at least half of its users who are still there are in one group. */
#include <config.h>
#include "renewal-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_OF 0.5
#define RIVAL 0.5 /* of the similarity with the segment it goes on as */

static void
free_proposal (gpointer data)
{
	SegRenewalProposal *proposal = data;

	g_free (proposal->name);
	g_free (proposal->words);
	g_free (proposal->used_by);
	g_free (proposal);
}

const char *
seg_renewal_confidence_words (double confidence)
{
	return confidence >= 0.75 ? C_("match", "clear") : confidence >= 0.5 ? C_("match", "likely") : C_("match", "doubtful");
}

const char *
seg_renewal_kind_words (SegRenewalKind kind)
{
	switch (kind) {
	case SEG_RENEWAL_SAME:
		return C_("segment", "goes on");
	case SEG_RENEWAL_SPLIT:
		return C_("segment", "split off");
	case SEG_RENEWAL_NEW:
		return C_("segment", "new");
	case SEG_RENEWAL_MERGED:
		return C_("segment", "merged");
	case SEG_RENEWAL_GONE:
	default:
		return C_("segment", "gone");
	}
}

static const char *
old_name (const SegRenewal *renewal, gint32 old)
{
	return ((const SegSegment *) renewal->before->segments->pdata[old])->name;
}

/* The name a group will have. */
static const char *
group_name (const SegRenewal *renewal, gint32 group)
{
	gint32 old = renewal->match->old_of[group];

	return old >= 0 ? old_name (renewal, old) : renewal->names->pdata[group];
}

static double
share (gint64 part, gint64 whole)
{
	return whole > 0 ? (double) part / (double) whole : 0;
}

/* Groups ----------------------------------------------------------------------------------------------------------- */

static gint32
find_rival (const SegMatch *match, guint group, gint32 own)
{
	gint32 rival = -1;
	double best = RIVAL * match->similarity[(gsize) own * match->n_new + group];

	for (guint old = 0; old < match->n_old; old++)
		if ((gint32) old != own && match->similarity[(gsize) old * match->n_new + group] >= best && best > 0) {
			best = match->similarity[(gsize) old * match->n_new + group];
			rival = (gint32) old;
		}
	return rival;
}

static void
propose_same (const SegRenewal *renewal, SegRenewalProposal *proposal)
{
	const SegMatch *match = renewal->match;
	guint old = (guint) proposal->segment, group = (guint) proposal->group;
	g_autofree char *of_group = NULL, *of_segment = NULL;

	proposal->shared = seg_match_shared (match, old, group);
	proposal->confidence = match->similarity[(gsize) old * match->n_new + group];
	proposal->rival = find_rival (match, group, proposal->segment);
	of_segment = seg_format_share (share (proposal->shared, match->old_there[old]));
	of_group = seg_format_share (share (proposal->shared, match->new_known[group]));
	if (proposal->shared == 0)
		proposal->words = g_strdup (_("No user of it is still there; its middle lies where that of the segment lay."));
	else
		proposal->words = g_strdup_printf (_("%s of its users who are still there are in this group, and make %s of those in it who were there."),
		                                   of_segment, of_group);
}

/* The old segment that most of those who were there come from. */
static gint32
main_source (const SegMatch *match, guint group)
{
	gint32 source = -1;
	gint64 most = 0;

	for (guint old = 0; old < match->n_old; old++)
		if (seg_match_shared (match, old, group) > most) {
			most = seg_match_shared (match, old, group);
			source = (gint32) old;
		}
	return source;
}

static gint32
nearest_group (const SegRenewal *renewal, guint group)
{
	guint k = seg_renewal_n_groups (renewal);
	gint32 nearest = -1;

	for (guint other = 0; other < k; other++)
		if (other != group && (nearest < 0 || renewal->apart[(gsize) group * k + other] < renewal->apart[(gsize) group * k + (guint) nearest]))
			nearest = (gint32) other;
	return nearest;
}

static void
propose_split (const SegRenewal *renewal, SegRenewalProposal *proposal, gint32 source)
{
	const SegMatch *match = renewal->match;
	gint64 shared = seg_match_shared (match, (guint) source, (guint) proposal->group);
	g_autofree char *of_group = seg_format_share (share (shared, match->new_known[proposal->group]));
	g_autofree char *of_segment = seg_format_share (share (shared, match->old_there[source]));

	proposal->kind = SEG_RENEWAL_SPLIT;
	proposal->segment = source;
	proposal->shared = shared;
	proposal->into = match->new_of[source] >= 0 ? match->new_of[source] : nearest_group (renewal, (guint) proposal->group);
	proposal->words = g_strdup_printf (_("%s of those in it who were there were in \"%s\": %s of that segment's users who are still there."), of_group,
	                                   old_name (renewal, source), of_segment);
}

static void
propose_new (const SegRenewal *renewal, SegRenewalProposal *proposal)
{
	const SegMatch *match = renewal->match;
	gint32 source = main_source (match, (guint) proposal->group);
	double fresh = 1 - share (match->new_known[proposal->group], proposal->size);
	g_autofree char *of_fresh = seg_format_share (fresh);

	if (source >= 0 && share (seg_match_shared (match, (guint) source, (guint) proposal->group), match->new_known[proposal->group]) >= MOST_OF
	    && fresh < MOST_OF) {
		propose_split (renewal, proposal, source);
		return;
	}
	proposal->kind = SEG_RENEWAL_NEW;
	proposal->shared = match->new_known[proposal->group];
	proposal->into = nearest_group (renewal, (guint) proposal->group);
	proposal->words = fresh >= MOST_OF
		? g_strdup_printf (_("%s of its users were in no segment before."), of_fresh)
		: g_strdup (_("Its users come from several segments."));
}

static SegRenewalProposal *
propose_group (const SegRenewal *renewal, guint group)
{
	SegRenewalProposal *proposal = g_new0 (SegRenewalProposal, 1);

	proposal->group = (gint32) group;
	proposal->segment = renewal->match->old_of[group];
	proposal->into = proposal->rival = -1;
	proposal->size = renewal->match->new_sizes[group];
	proposal->confidence = NAN;
	proposal->accepted = TRUE;
	proposal->name = g_strdup (group_name (renewal, (gint32) group));
	if (proposal->segment >= 0)
		propose_same (renewal, proposal);
	else
		propose_new (renewal, proposal);
	return proposal;
}

/* Segments that no group goes on as -------------------------------------------------------------------------------- */

static void
say_where (const SegRenewal *renewal, SegRenewalProposal *proposal)
{
	const SegMatch *match = renewal->match;
	g_autofree char *there = seg_format_share (share (match->old_there[proposal->segment], proposal->size));
	g_autofree char *in_group = proposal->group >= 0 ? seg_format_share (share (proposal->shared, match->old_there[proposal->segment])) : NULL;

	if (proposal->kind == SEG_RENEWAL_MERGED)
		proposal->words = g_strdup_printf (_("%s of its users who are still there are in \"%s\" now."), in_group, group_name (renewal, proposal->group));
	else if (proposal->size == 0)
		proposal->words = g_strdup (_("Nobody has been in it."));
	else if (match->old_there[proposal->segment] == 0)
		proposal->words = g_strdup (_("None of its users is there any more."));
	else
		proposal->words = g_strdup_printf (_("%s of its users are still there, in several groups."), there);
}

static SegRenewalProposal *
propose_segment (const SegRenewal *renewal, guint old)
{
	const SegMatch *match = renewal->match;
	SegRenewalProposal *proposal = g_new0 (SegRenewalProposal, 1);
	gint32 into = -1;
	gint64 most = 0;

	for (guint group = 0; group < match->n_new; group++)
		if (seg_match_shared (match, old, group) > most) {
			most = seg_match_shared (match, old, group);
			into = (gint32) group;
		}
	proposal->kind = into >= 0 && share (most, match->old_there[old]) >= MOST_OF ? SEG_RENEWAL_MERGED : SEG_RENEWAL_GONE;
	proposal->group = proposal->kind == SEG_RENEWAL_MERGED ? into : -1;
	proposal->segment = (gint32) old;
	proposal->into = proposal->rival = -1;
	proposal->size = match->old_sizes[old];
	proposal->shared = proposal->kind == SEG_RENEWAL_MERGED ? most : match->old_there[old];
	proposal->confidence = NAN;
	proposal->name = g_strdup (old_name (renewal, (gint32) old));
	proposal->used_by = g_strdup (renewal->used_by->pdata[old]);
	proposal->accepted = proposal->used_by == NULL;
	say_where (renewal, proposal);
	return proposal;
}

/* All -------------------------------------------------------------------------------------------------------------- */

/* What a person declined of the same group or segment before. */
static void
recall (const GPtrArray *before, SegRenewalProposal *proposal)
{
	for (guint i = 0; before != NULL && i < before->len; i++) {
		const SegRenewalProposal *old = before->pdata[i];

		if (old->kind == proposal->kind && old->group == proposal->group && old->segment == proposal->segment)
			proposal->accepted = old->accepted;
	}
}

void
seg_renewal_propose (SegRenewal *renewal)
{
	g_autoptr (GPtrArray) before = g_steal_pointer (&renewal->proposals);

	renewal->proposals = g_ptr_array_new_with_free_func (free_proposal);
	for (guint group = 0; group < renewal->match->n_new; group++)
		g_ptr_array_add (renewal->proposals, propose_group (renewal, group));
	for (guint old = 0; old < renewal->match->n_old; old++)
		if (renewal->match->new_of[old] < 0)
			g_ptr_array_add (renewal->proposals, propose_segment (renewal, old));
	for (guint i = 0; i < renewal->proposals->len; i++)
		recall (before, renewal->proposals->pdata[i]);
}

gboolean
seg_renewal_match (SegRenewal *renewal, guint group, gint32 segment, GError **error)
{
	if (group >= seg_renewal_n_groups (renewal) || segment < -1 || segment >= (gint32) renewal->before->segments->len) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is no group %u, or no such segment"), group + 1);
		return FALSE;
	}
	for (guint other = 0; segment >= 0 && other < seg_renewal_n_groups (renewal); other++)
		if (renewal->forced[other] == segment)
			renewal->forced[other] = SEG_MATCH_FREE;
	renewal->forced[group] = segment;
	if (!seg_match_solve (renewal->match, renewal->forced, error))
		return FALSE;
	seg_renewal_propose (renewal);
	return TRUE;
}

/* A group that joins another must not be joined by that one, or by one it joins in turn. */
static gboolean
ends_somewhere (const SegRenewal *renewal, const SegRenewalProposal *proposal)
{
	gint32 at = proposal->into;

	for (guint steps = 0; at >= 0 && steps <= seg_renewal_n_groups (renewal); steps++) {
		const SegRenewalProposal *other = renewal->proposals->pdata[at];

		if (at == proposal->group)
			return FALSE;
		if (other->kind == SEG_RENEWAL_SAME || other->accepted)
			return TRUE;
		at = other->into;
	}
	return FALSE;
}

gboolean
seg_renewal_accept (SegRenewal *renewal, guint index, gboolean accept, GError **error)
{
	SegRenewalProposal *proposal;

	if (index >= renewal->proposals->len) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is no proposal number %u; there are %u"), index + 1, renewal->proposals->len);
		return FALSE;
	}
	proposal = renewal->proposals->pdata[index];
	if (proposal->kind == SEG_RENEWAL_SAME)
		return accept || seg_renewal_match (renewal, (guint) proposal->group, -1, error);
	if (accept && proposal->used_by != NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" stays: %s needs it"), proposal->name, proposal->used_by);
		return FALSE;
	}
	if (!accept && (proposal->kind == SEG_RENEWAL_SPLIT || proposal->kind == SEG_RENEWAL_NEW) && !ends_somewhere (renewal, proposal)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is no other group that the users of \"%s\" could go to"), proposal->name);
		return FALSE;
	}
	proposal->accepted = accept;
	return TRUE;
}
