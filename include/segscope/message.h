/* What each person of a campaign reads: messages with merge fields, filled in for one person at a time.
 *
 * A field stands in braces, what stands for it where it is missing after a bar: "Hi {name|there}, {title1} is {offer}". "{{" is a brace. Fields:
 * key, segment, arm, offer, terms, item1, title1, reason1, ... (as many as are recommended), and the name, label or meaning ("name", "email")
 * of any attribute or feature of users. */
#ifndef SEGSCOPE_MESSAGE_H
#define SEGSCOPE_MESSAGE_H

#include <segscope/campaign.h>

G_BEGIN_DECLS

typedef struct SegMessageWriter SegMessageWriter;

/** Reads what the messages of @draft ask for. NULL with SEG_ERROR_USAGE: a field that there is not (lists those there are), a brace that does not
 * close. @draft must outlive it. */
SegMessageWriter *seg_message_writer_new (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);
void              seg_message_writer_free (SegMessageWriter *writer);

/* What is recommended to a person, best first: GPtrArrays of char*; any may be NULL. */
typedef struct {
	const GPtrArray *keys, *titles, *reasons;
} SegMessageItems;

/**
 * Subject and text for a person in @arm ("send", "A", ...) and @segment_id (0: none), owned; both NULL where no message is for them.
 * @n_missing: (out) fields without a value and without a stand-in, which read as nothing; may be NULL.
 */
gboolean          seg_message_write (SegMessageWriter *writer, gint64 user_id, const char *arm, gint64 segment_id, const SegMessageItems *items,
                                     char **subject, char **text, guint *n_missing, GError **error);

/** One person of a kept campaign as they will get it. As seg_message_write(). */
gboolean          seg_campaign_preview (SegWorkspace *workspace, const SegCampaign *campaign, gint64 user_id, char **subject, char **text, guint *n_missing,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMessageWriter, seg_message_writer_free)

G_END_DECLS

#endif
