/* Addresses of a channel: whether somebody is reached there, when two are one, and at which of them nobody is to be written to. */
#ifndef SEG_CAMPAIGN_ADDRESS_PRIVATE_H
#define SEG_CAMPAIGN_ADDRESS_PRIVATE_H

#include <segscope/campaign.h>

#include <xxhash.h>

/** Whether somebody is reached at @address (NULL: none) by the channel: an e-mail address has an @ with something on both sides, a number a digit. */
gboolean seg_address_reaches (const char *channel, const char *address);

/**
 * What an address is compared by: the same whatever its case and the blanks around it; of telephone numbers (SMS, calls) also however they are
 * written out, those of mainland China with 86 before them or not. FALSE: nobody
 * is reached there. @folded: to work in.
 */
gboolean seg_address_hash (const char *channel, const char *address, GString *folded, XXH128_hash_t *hash);

/* Those who have unsubscribed or complained, or are not to be contacted by a channel: all accounts of theirs, by whichever they said so, whether
 * cleaning has left it out or merged it, and the addresses of these, for people say no to an address. */
typedef struct SegUnwanted SegUnwanted;

/** @column: of the addresses; NULL: accounts alone count. *@unwanted NULL without error: nobody said so. */
gboolean seg_unwanted_read (SegWorkspace *workspace, const char *channel, const char *column, SegUnwanted **unwanted, GError **error);
void     seg_unwanted_free (SegUnwanted *unwanted);
gboolean seg_unwanted_has_user (const SegUnwanted *unwanted, gint64 user_id);
gboolean seg_unwanted_has_hash (const SegUnwanted *unwanted, const XXH128_hash_t *hash);
gboolean seg_unwanted_has_addresses (const SegUnwanted *unwanted);
/** @address: NULL: none. */
gboolean seg_unwanted_has_address (const SegUnwanted *unwanted, const char *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUnwanted, seg_unwanted_free)

#endif
