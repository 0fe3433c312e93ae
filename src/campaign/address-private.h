/* Addresses of a channel: whether somebody is reached there, when two are one, and at which of them nobody is to be written to. */
#ifndef SEG_CAMPAIGN_ADDRESS_PRIVATE_H
#define SEG_CAMPAIGN_ADDRESS_PRIVATE_H

#include <segscope/campaign.h>

#include <xxhash.h>

/* What is taken for an address, and when two are one. */
typedef enum { SEG_ADDRESS_EMAIL, SEG_ADDRESS_NUMBER, SEG_ADDRESS_TEXT } SegAddressKind;

SegAddressKind seg_address_kind (const char *channel);

/** Whether somebody is reached at @address (NULL: none) by the channel: an e-mail address has an @ with something on both sides, a number a digit. */
gboolean seg_address_reaches (const char *channel, const char *address);

/**
 * What an address is compared by: the same whatever its case and the blanks around it; of telephone numbers (SMS, calls) also however they are
 * written out, those of mainland China with 86 before them or not. FALSE: nobody
 * is reached there. @folded: to work in.
 */
gboolean seg_address_hash (const char *channel, const char *address, GString *folded, XXH128_hash_t *hash);
/** The same of a channel whose addresses are of that kind. */
gboolean seg_address_hash_kind (SegAddressKind kind, const char *address, GString *folded, XXH128_hash_t *hash);

/* Accounts that have unsubscribed or complained, or are not to be contacted, and by which channels: all accounts of a person, by whichever they said so,
 * whether cleaning has left it out or merged it. */
typedef struct SegRefusals SegRefusals;

/** One pass over the keys of users where anybody is on the list of people who are not to be contacted. */
SegRefusals *seg_refusals_read (SegWorkspace *workspace, SegJob *job, GError **error);
void         seg_refusals_free (SegRefusals *refusals);
/** Ids of those who are not to be written to by @channel, ascending (gint64). Owned. */
GArray      *seg_refusals_of (const SegRefusals *refusals, const char *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRefusals, seg_refusals_free)

/* Those of one channel, and their addresses, for people say no to an address. */
typedef struct SegUnwanted SegUnwanted;

/** @column: of the addresses; NULL: accounts alone count. *@unwanted NULL without error: nobody said so. */
gboolean     seg_unwanted_read (SegWorkspace *workspace, const char *channel, const char *column, SegUnwanted **unwanted, GError **error);
/** Nobody yet. */
SegUnwanted *seg_unwanted_new (const char *channel);
void         seg_unwanted_free (SegUnwanted *unwanted);
void         seg_unwanted_add_hash (SegUnwanted *unwanted, const XXH128_hash_t *hash);
/** Adds users, and what stands in their @column. */
gboolean     seg_unwanted_add_accounts (SegUnwanted *unwanted, SegWorkspace *workspace, const char *column, const GArray *ids, GError **error);
gboolean     seg_unwanted_has_user (const SegUnwanted *unwanted, gint64 user_id);
/** Any thread, while nothing is added. */
gboolean     seg_unwanted_has_hash (const SegUnwanted *unwanted, const XXH128_hash_t *hash);
gboolean     seg_unwanted_has_addresses (const SegUnwanted *unwanted);
/** @address: NULL: none. */
gboolean     seg_unwanted_has_address (const SegUnwanted *unwanted, const char *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUnwanted, seg_unwanted_free)

#endif
