/* Names for people that say nothing to whoever gets the file: HMAC-SHA-256 (RFC 2104) of the user's key under a random key that stays in the
 * workspace. The same person has the same pseudonym in every file made with the same key, so results that come back by pseudonym find their
 * people; without the key nobody can make them from a list of keys. */
#ifndef SEGSCOPE_PSEUDONYM_H
#define SEGSCOPE_PSEUDONYM_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef struct SegPseudonyms SegPseudonyms;

/**
 * The key in use, made when there is none (call it inside a transaction then).
 *
 * @renew: makes a new one; results by older pseudonyms still find their people.
 */
SegPseudonyms *seg_pseudonyms_open (SegWorkspace *workspace, gboolean renew, GError **error);
void           seg_pseudonyms_free (SegPseudonyms *pseudonyms);
/** Says which key it is without giving it away: 16 hex digits of its SHA-256. */
const char    *seg_pseudonyms_key_id (const SegPseudonyms *pseudonyms);
gint64         seg_pseudonyms_key_row (const SegPseudonyms *pseudonyms); /* pseudonym_key.id */

#define SEG_PSEUDONYM_LENGTH 33 /* "p" and 32 hex digits: half of the HMAC, so that two of 10^9 people share one with a chance of 10^-20 */

/** The pseudonym of whoever has @key. @text: room for SEG_PSEUDONYM_LENGTH + 1 bytes. */
void seg_pseudonym_make (const SegPseudonyms *pseudonyms, const char *key, char *text);

/** Whether @text has the form of a pseudonym. */
gboolean seg_pseudonym_is_one (const char *text);

/**
 * From pseudonyms to people: char* -> gint64* (user.id), owned, under every key there was; empty while there was none.
 *
 * @campaign_id: only the people of its list; 0: all users. One HMAC a person and key.
 */
GHashTable *seg_pseudonym_users (SegWorkspace *workspace, gint64 campaign_id, SegJob *job, GError **error);

/** The same for all users, from pseudonyms to their keys: char* -> char*, owned. */
GHashTable *seg_pseudonym_keys (SegWorkspace *workspace, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPseudonyms, seg_pseudonyms_free)

G_END_DECLS

#endif
