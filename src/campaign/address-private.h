/* Addresses of a channel: whether somebody is reached there, when two are one, and at which of them nobody is to be written to. */
#ifndef SEG_CAMPAIGN_ADDRESS_PRIVATE_H
#define SEG_CAMPAIGN_ADDRESS_PRIVATE_H

#include <segscope/campaign.h>

#include <xxhash.h>

/* All accounts of those who have unsubscribed or complained, or are not to be contacted by the channel :text: by whichever account they said so,
 * whether cleaning has left it out or merged it. */
#define SEG_SQL_UNWANTED \
	"WITH other (id, person) AS MATERIALIZED (" SEG_SQL_MERGED "), " \
	"account (id) AS (SELECT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained') AND user_id IS NOT NULL UNION " \
	"SELECT id FROM user WHERE key IN (SELECT key FROM do_not_contact WHERE channel IN ('', :text))), " \
	"one (id) AS (SELECT id FROM account UNION SELECT person FROM other WHERE id IN (SELECT id FROM account)) " \
	"SELECT id FROM one UNION SELECT id FROM other WHERE person IN (SELECT id FROM one)"

/** Whether somebody is reached at @address (NULL: none) by the channel: an e-mail address has an @ with something on both sides. */
gboolean seg_address_reaches (const char *channel, const char *address);

/**
 * What an address is compared by: the same whatever its case and the blanks around it; of telephone numbers (SMS, calls) also however they are
 * written out, those of mainland China with 86 before them or not. FALSE: nobody is reached there. @folded: to work in.
 */
gboolean seg_address_hash (const char *channel, const char *address, GString *folded, XXH128_hash_t *hash);

/* The addresses of those whom SEG_SQL_UNWANTED gives: a law that lets people say no to an address asks for no account. */
typedef struct SegUnwanted SegUnwanted;

/** @column: of the addresses. *@unwanted NULL without error: there are none. */
gboolean seg_unwanted_read (SegWorkspace *workspace, const char *channel, const char *column, SegUnwanted **unwanted, GError **error);
void     seg_unwanted_free (SegUnwanted *unwanted);
gboolean seg_unwanted_has_hash (const SegUnwanted *unwanted, const XXH128_hash_t *hash);
/** @address: NULL: none. */
gboolean seg_unwanted_has (const SegUnwanted *unwanted, const char *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUnwanted, seg_unwanted_free)

#endif
