/* What an export notes of the people to be sent to. */
#ifndef SEG_CAMPAIGN_LEDGER_PRIVATE_H
#define SEG_CAMPAIGN_LEDGER_PRIVATE_H

#include <segscope/job.h>
#include <segscope/ledger.h>

G_BEGIN_DECLS

typedef struct SegLedgerLog SegLedgerLog;

SegLedgerLog *seg_ledger_log_new (void);
void          seg_ledger_log_free (SegLedgerLog *log);
/** People come in the order of their ids. */
void          seg_ledger_log_add (SegLedgerLog *log, gint64 user_id, const char *arm, SegLedgerOutcome outcome);
/** Into the table, for an export that is on record; in its transaction. */
gboolean      seg_ledger_log_store (const SegLedgerLog *log, SegWorkspace *workspace, gint64 campaign_id, gint64 export_id, SegJob *job, GError **error);

/** Everybody to be sent to was written to, when campaign.exported_at says, by other ways than a file of ours: an export without files. In the
 * transaction that says so. */
gboolean      seg_ledger_all_went_out (SegWorkspace *workspace, gint64 campaign_id, GError **error);

G_END_DECLS

#endif
