/* What people of a segment do and are: the data structure, and figures made of it. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <math.h>

static void
free_share (gpointer data)
{
	g_free (((SegHabitShare *) data)->value);
	g_free (data);
}

static void
free_group (gpointer data)
{
	SegHabitGroup *group = data;

	g_free (group->name);
	g_free (group->label);
	g_ptr_array_unref (group->shares);
	g_free (group);
}

static void
free_user (gpointer data)
{
	g_free (((SegHabitUser *) data)->key);
	g_free (data);
}

SegHabits *
seg_habits_new (void)
{
	SegHabits *habits = g_new0 (SegHabits, 1);

	habits->share_events = NAN;
	habits->groups = g_ptr_array_new_with_free_func (free_group);
	habits->typical = g_ptr_array_new_with_free_func (free_user);
	habits->borderline = g_ptr_array_new_with_free_func (free_user);
	return habits;
}

void
seg_habits_free (SegHabits *habits)
{
	if (habits == NULL)
		return;
	g_ptr_array_unref (habits->groups);
	g_ptr_array_unref (habits->typical);
	g_ptr_array_unref (habits->borderline);
	g_free (habits->starts);
	g_free (habits->retained);
	g_free (habits);
}

SegHabitGroup *
seg_habit_group_new (const char *name, const char *label, gboolean of_items)
{
	SegHabitGroup *group = g_new0 (SegHabitGroup, 1);

	group->name = g_strdup (name);
	group->label = g_strdup (label);
	group->of_items = of_items;
	group->shares = g_ptr_array_new_with_free_func (free_share);
	return group;
}

SegHabitShare *
seg_habit_share_add (SegHabitGroup *group, const char *value, gint64 n_users, gsize size, gint64 n_all, gsize n)
{
	SegHabitShare *share = g_new0 (SegHabitShare, 1);

	share->value = g_strdup (value);
	share->n_users = n_users;
	share->share = size > 0 ? (double) n_users / (double) size : 0;
	share->share_all = n > 0 ? (double) n_all / (double) n : 0;
	share->lift = share->share_all > 0 ? share->share / share->share_all : NAN;
	g_ptr_array_add (group->shares, share);
	return share;
}

void
seg_habit_user_add (GPtrArray *users, gint64 id, double figure, gint64 segment_id)
{
	SegHabitUser *user = g_new0 (SegHabitUser, 1);

	user->id = id;
	user->figure = figure;
	user->segment_id = segment_id;
	g_ptr_array_add (users, user);
}

/* The most numerous of @n counts, at most SEG_HABIT_SHARES of them, by falling number and then by place; returns how many. */
guint
seg_habit_top (const gint64 *counts, gsize n, gsize stride, gsize top[SEG_HABIT_SHARES])
{
	guint found = 0;

	for (gsize i = 0; i < n; i++) {
		gint64 count = counts[i * stride];
		guint at = found;

		if (count == 0 || (found == SEG_HABIT_SHARES && counts[top[found - 1] * stride] >= count))
			continue;
		if (found < SEG_HABIT_SHARES)
			found++;
		else
			at = found - 1;
		for (; at > 0 && counts[top[at - 1] * stride] < count; at--)
			top[at] = top[at - 1];
		top[at] = i;
	}
	return found;
}

double
seg_habits_retention (const SegHabits *habits, guint later)
{
	gint64 came = 0, could = 0;

	for (guint cohort = 0; cohort + later < habits->n_periods; cohort++) {
		came += seg_habits_retained (habits, cohort, later);
		could += seg_habits_retained (habits, cohort, 0);
	}
	return could > 0 ? (double) came / (double) could : NAN;
}

char *
seg_period_name (SegHabitPeriod period, gint64 start)
{
	g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (start);

	if (date == NULL)
		return g_strdup ("?");
	switch (period) {
	case SEG_PERIOD_WEEK:
		return g_date_time_format (date, "%m-%d");
	case SEG_PERIOD_MONTH:
		return g_date_time_format (date, "%Y-%m");
	case SEG_PERIOD_QUARTER:
		return g_strdup_printf ("%d Q%d", g_date_time_get_year (date), (g_date_time_get_month (date) + 2) / 3);
	case SEG_PERIOD_YEAR:
	default:
		return g_date_time_format (date, "%Y");
	}
}
