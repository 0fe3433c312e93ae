/* The people of a list and what is known of each: arrays side by side, and parts of them. */
#include <config.h>
#include "measure-private.h"

#include <segscope/ids.h>

#include <glib/gi18n.h>

SegPeople *
seg_people_new (gsize n, GError **error)
{
	g_autoptr (SegPeople) people = g_new0 (SegPeople, 1);
	const gsize room = MAX (n, 1);

	people->user_ids = g_try_new0 (gint64, room);
	people->segment_ids = g_try_new0 (gint64, room);
	people->arms = g_try_new0 (guint16, room);
	people->reached = g_try_new0 (guint8, room);
	people->flags = g_try_new0 (guint8, room);
	people->money = g_try_new0 (double, room);
	people->before = g_try_new0 (double, room);
	if (people->user_ids != NULL && people->segment_ids != NULL && people->arms != NULL && people->reached != NULL && people->flags != NULL
	    && people->money != NULL && people->before != NULL)
		return g_steal_pointer (&people);
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to measure what %zu people did"), n);
	return NULL;
}

void
seg_people_free (SegPeople *people)
{
	if (people == NULL)
		return;
	g_free (people->user_ids);
	g_free (people->segment_ids);
	g_free (people->arms);
	g_free (people->reached);
	g_free (people->flags);
	g_free (people->money);
	g_free (people->before);
	g_clear_pointer (&people->merged, g_hash_table_unref);
	g_free (people);
}

SegPeople *
seg_people_pick (const SegPeople *people, SegPeopleTest test, gint64 value, GError **error)
{
	SegPeople *picked = seg_people_new (people->n, error);

	for (gsize i = 0; picked != NULL && i < people->n; i++) {
		const gsize at = picked->n;

		if (!test (people, i, value))
			continue;
		picked->user_ids[at] = people->user_ids[i];
		picked->segment_ids[at] = people->segment_ids[i];
		picked->arms[at] = people->arms[i];
		picked->reached[at] = people->reached[i];
		picked->flags[at] = people->flags[i];
		picked->money[at] = people->money[i];
		picked->before[at] = people->before[i];
		picked->n_control += i < people->n_control;
		picked->n++;
	}
	return picked;
}

gboolean
seg_people_in_segment (const SegPeople *people, gsize i, gint64 segment_id)
{
	return people->segment_ids[i] == segment_id;
}

gboolean
seg_people_in_arm (const SegPeople *people, gsize i, gint64 arm)
{
	return i < people->n_control || people->arms[i] == arm;
}

gssize
seg_people_find (const SegPeople *people, gint64 user_id)
{
	gssize at = seg_ids_find (people->user_ids, people->n_control, user_id);
	gpointer index;

	if (at >= 0)
		return at;
	at = seg_ids_find (people->user_ids + people->n_control, people->n - people->n_control, user_id);
	if (at >= 0)
		return at + (gssize) people->n_control;
	if (people->merged == NULL || !g_hash_table_lookup_extended (people->merged, &user_id, NULL, &index))
		return -1;
	return GPOINTER_TO_INT (index);
}
