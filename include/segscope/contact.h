/* Who may be written to at all: channels with the attributes that say so, how often, who must not be, and who is held back from all campaigns. */
#ifndef SEGSCOPE_CONTACT_H
#define SEGSCOPE_CONTACT_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/* Channels ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	const char *name;          /* "email": in files and options */
	const char *label;         /* "e-mail", translatable */
	const char *no_consent, *no_address; /* steps of a funnel, translatable */
	const char *consent_field, *address_field; /* of attributes (SegAttribute.field): the usual ones; NULL: there is none */
} SegChannel;

const SegChannel *seg_channels (gsize *n);
/** NULL: there is none of that name. */
const SegChannel *seg_channel_find (const char *name);

/** The attributes of users that say who agreed to @channel and where they are reached; NULL where there is none. Owned. FALSE with @error. */
gboolean seg_channel_columns (SegWorkspace *workspace, const SegChannel *channel, char **consent, char **address, GError **error);
/** Chooses them, by name or label; NULL leaves one as it is, "" goes back to the usual one. One transaction, audited.
 * SEG_ERROR_NOT_FOUND: no such attribute (lists those there are); SEG_ERROR_ARGUMENT: consent that is not yes or no. */
gboolean seg_channel_choose (SegWorkspace *workspace, const SegChannel *channel, const char *consent, const char *address, GError **error);

/* How often ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint quiet_days; /* nobody is contacted twice in so many days; 0: no such rule */
	guint most;       /* and nobody more often than this */
	guint most_days;  /* in so many days; either 0: no such rule */
} SegContactPolicy;

#define SEG_CONTACT_POLICY_INIT { 7, 4, 30 }

gboolean seg_contact_policy_read (SegWorkspace *workspace, SegContactPolicy *policy, GError **error);
/** @reason: why it is changed; needed. Audited. SEG_ERROR_ARGUMENT. */
gboolean seg_contact_policy_write (SegWorkspace *workspace, const SegContactPolicy *policy, const char *reason, GError **error);

/* Who must not be ---------------------------------------------------------------------------------------------------- */

typedef struct {
	char  *key, *channel, *reason, *who; /* channel "": none at all */
	gint64 added_at;
} SegDoNotContact;

/** GPtrArray of SegDoNotContact*, in order of key, owned; @limit of them from @offset. */
GPtrArray *seg_do_not_contact (SegWorkspace *workspace, gint64 offset, gint64 limit, GError **error);
gboolean   seg_do_not_contact_count (SegWorkspace *workspace, gint64 *n, GError **error);
/** Puts people on the list, by their keys, imported or not. @channel: NULL or "" for all. @reason: needed. One transaction, audited.
 * @n_unknown: (out) keys that no user has yet; may be NULL. */
gboolean   seg_do_not_contact_add (SegWorkspace *workspace, const char *const *keys, const char *channel, const char *reason, gint64 *n_unknown,
                                   GError **error);
/** Takes people off it, in all channels. @reason: needed. Audited. @n: (out) how many were on it; may be NULL. */
gboolean   seg_do_not_contact_remove (SegWorkspace *workspace, const char *const *keys, const char *reason, gint64 *n, GError **error);

/* Held back from all campaigns --------------------------------------------------------------------------------------- */

typedef struct {
	double share; /* of all users; 0: nobody */
	gint64 since; /* UTC seconds; 0: never */
	char  *key;   /* of the hash; NULL: there never was one */
} SegHoldOut;

void     seg_hold_out_clear (SegHoldOut *hold_out);
/** What they do against everyone else shows what all campaigns together change. Whoever's HMAC-SHA256 under the key falls below the share
 * is held back: newcomers too, nobody changes sides, and a larger share keeps those of the smaller one. */
gboolean seg_hold_out_read (SegWorkspace *workspace, SegHoldOut *hold_out, GError **error);
/** @share: 0..0.5. @reason: needed. The key is made once and stays; since: when the share went from 0 to more. Audited. */
gboolean seg_hold_out_set (SegWorkspace *workspace, double share, const char *reason, GError **error);
/** Whether the user with @key is held back. */
gboolean seg_hold_out_has (const SegHoldOut *hold_out, const char *key);

G_END_DECLS

#endif
