/* What identifies a person, brought into one way of writing: for the quality report and for merging, so that both see the same. */
#ifndef SEG_PREPARE_ALIKE_H
#define SEG_PREPARE_ALIKE_H

/* From so many users on a shared value is a placeholder, not one person. */
#define SEG_ALIKE_MOST 10

/* NULL when the text identifies nobody. Free with g_free(). */
char *seg_alike_phone (const char *text); /* its digits; NULL where it is masked with stars */
char *seg_alike_email (const char *text); /* in lower case; of Gmail without dots and what follows a plus */
char *seg_alike_text (const char *text);  /* letters of one width and case, single spaces */

#endif
