/* The ledger of contacts: what became of each person to be sent to when a campaign's list went out. Whoever is in a file was written to, which
 * counts as a contact the first time a campaign does it; whoever was left out of it was not, and is neither paid for nor spared by other campaigns. */
#ifndef SEGSCOPE_LEDGER_H
#define SEGSCOPE_LEDGER_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef enum {
	SEG_LEDGER_WRITTEN,     /* in a file that went out, or on a list that went out by other ways */
	SEG_LEDGER_WITHDRAWN,   /* left out: consent taken back, or not to be contacted any more */
	SEG_LEDGER_CLEANED,     /* left out by cleaning */
	SEG_LEDGER_CONTACTED,   /* left out: another campaign had written to them in the days of quiet */
	SEG_LEDGER_TOO_OFTEN,   /* left out: contacted as often as allowed */
	SEG_LEDGER_HELD_BACK,   /* left out: held back from all campaigns */
	SEG_LEDGER_NO_ADDRESS,  /* left out: no valid address */
	SEG_LEDGER_SAME_ADDRESS, /* left out: somebody else on the list has the same address and comes first */
	SEG_LEDGER_SMALL_GROUP, /* left out: in a group that was too small */
	SEG_LEDGER_NOT_YET,     /* on the list, and in no export so far */
	SEG_N_LEDGER
} SegLedgerOutcome;

/** "written", "small group", ...: as in contact.outcome. */
const char *seg_ledger_name (SegLedgerOutcome outcome);
/** In words, translated: "left out: in a group that was too small". */
const char *seg_ledger_label (SegLedgerOutcome outcome);
/** FALSE: there is none of that name. */
gboolean    seg_ledger_find (const char *name, SegLedgerOutcome *outcome);

/** Of the people of a campaign who are to be sent to (all arms but control), how many each outcome holds now: whoever was written to once was
 * written to; else the last export says why not. */
gboolean    seg_ledger_count (SegWorkspace *workspace, gint64 campaign_id, gint64 counts[SEG_N_LEDGER], GError **error);
/** Those people: ids ascending, owned. */
GArray     *seg_ledger_people (SegWorkspace *workspace, gint64 campaign_id, SegLedgerOutcome outcome, GError **error);

G_END_DECLS

#endif
