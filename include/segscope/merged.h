/* Accounts that cleaning put into others: one person was there several times. */
#ifndef SEGSCOPE_MERGED_H
#define SEGSCOPE_MERGED_H

/* Accounts that cleaning merged into others, to stand after FROM in brackets: id, person (the account that is left of it). What was said by or
 * sent to the one counts for the other. */
#define SEG_SQL_MERGED \
	"WITH RECURSIVE merged (id, person) AS (SELECT user_id, merged_into FROM excluded_user WHERE merged_into IS NOT NULL UNION " \
	"SELECT merged.id, x.merged_into FROM merged JOIN excluded_user x ON x.user_id = merged.person WHERE x.merged_into IS NOT NULL) " \
	"SELECT id, person FROM merged WHERE person NOT IN (SELECT user_id FROM excluded_user WHERE merged_into IS NOT NULL)"

#endif
