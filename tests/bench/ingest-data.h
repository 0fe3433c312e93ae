#ifndef INGEST_DATA_H
#define INGEST_DATA_H

#include <glib.h>
#include <stdio.h>

/** Users with 16 attributes, about 80 bytes each. */
void ingest_write_users (FILE *file, int n_users);
/** Events of users of very different activity with items of very different popularity, about 33 bytes each. */
void ingest_write_events (FILE *file, int n_users, int n_events);

#endif
