/* What each person of a campaign reads: messages with merge fields, filled in for one person at a time.
 *
 * A field stands in braces, what stands for it where it is missing after a bar: "Hi {name|there}, {title1} is {offer}". "{{" is a brace. Fields:
 * key, segment, arm, offer, terms, item1, title1, reason1, ... (as many as are recommended), and the name, label or meaning ("name", "email")
 * of any attribute or feature of users. */
#ifndef SEGSCOPE_MESSAGE_H
#define SEGSCOPE_MESSAGE_H

#include <segscope/audience.h>
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

/* A field of a message that has no value for a person. */
typedef struct {
	char *name;
	char *instead; /* what is put there; NULL: nothing */
} SegMissingField;

void              seg_missing_field_free (SegMissingField *field);
/** Which one of SegCampaignDraft.messages was written last; -1: none was for that person. */
int               seg_message_written (const SegMessageWriter *writer);
/** Those of the message last written, in their order: of SegMissingField*, good until the next one. */
const GPtrArray  *seg_message_missing (const SegMessageWriter *writer);

typedef struct {
	char *name, *meaning;
} SegMessageField;

/** The fields that messages of @draft can have, people's own first: GPtrArray of SegMessageField*, owned; NULL with @error. */
GPtrArray        *seg_message_fields (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);

/* Previews ------------------------------------------------------------------------------------------------------------ */

/* What one person gets. */
typedef struct {
	gint64     user_id;
	char      *key, *arm, *segment;  /* segment NULL: in none */
	gboolean   held_back;            /* gets nothing */
	char      *subject, *text;       /* NULL: no message is for them */
	int        message;              /* which one of SegCampaignDraft.messages that is; -1: none */
	GPtrArray *missing;              /* of SegMissingField* */
	GPtrArray *titles, *reasons;     /* of char*: recommended */
} SegMessagePreview;

void               seg_message_preview_free (SegMessagePreview *preview);
/** One person of a kept campaign. NULL with SEG_ERROR_NOT_FOUND: not on its list. */
SegMessagePreview *seg_campaign_preview (SegWorkspace *workspace, const SegCampaign *campaign, gint64 user_id, GError **error);

/* Some people of a campaign in the making: with the arms they would be dealt and the items they would be offered. What they read is written when it
 * is asked for, by the messages there are then. */
typedef struct SegMessageSample SegMessageSample;

/**
 * @n people of the list that @draft would make, of each arm and segment that gets something at least one as far as @n allows, the others as chance has it;
 * the same ones for the same draft. @user_id: this one too, first; 0: nobody.
 * NULL with SEG_ERROR_NOT_FOUND: @user_id would not be on the list (says what takes them off).
 * Cost: as making the list; where a rule limits to how many people an item is offered, items are found for all of it.
 */
SegMessageSample  *seg_message_sample_new (SegAudience *audience, SegWorkspace *workspace, const SegCampaignDraft *draft, gint64 user_id, gsize n, SegJob *job,
                                           GError **error);
void               seg_message_sample_free (SegMessageSample *sample);
gsize              seg_message_sample_n (const SegMessageSample *sample);
/** Person @at, with the messages of @draft, whose people are those of the sample. Some milliseconds. */
SegMessagePreview *seg_message_sample_write (const SegMessageSample *sample, SegWorkspace *workspace, const SegCampaignDraft *draft, gsize at, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMessageWriter, seg_message_writer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMessagePreview, seg_message_preview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMessageSample, seg_message_sample_free)

G_END_DECLS

#endif
