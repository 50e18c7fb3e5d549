// echeances.ics. It ends in a cloud calendar, so a dossier is a number made from its id, and an
// event says the rule and nothing else. UIDs are made from dossier, piece and rule, SEQUENCE from
// how much the dossier has grown: importing the file again updates what is there. A deadline that
// is done is cancelled rather than left out, since leaving it out would not take it away. Hearings,
// interviews and sessions that a letter fixes stand there too, as the timeline knows them.
#include <libical/ical.h>

#include <algorithm>
#include <memory>

#include "extractors/values/format.h"
#include "pipeline/dossier/dossier.h"
#include "pipeline/store/store.h"

namespace riposte {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int kAlarmHour = 9;
constexpr int kAlarms[] = {10, 5, 2};  // working days before

struct ComponentFree {
  void operator()(icalcomponent* c) const { icalcomponent_free(c); }
};
using Component = std::unique_ptr<icalcomponent, ComponentFree>;

icaltimetype AllDay(Date date) {
  icaltimetype t = icaltime_null_date();
  t.year = static_cast<int>(date.year());
  t.month = static_cast<int>(static_cast<unsigned>(date.month()));
  t.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return t;
}

Date NextDay(Date date) { return Date(sys_days(date) + days(1)); }

// Days to go back from `date` to the n-th working day before it.
int DaysBefore(Date date, int working_days, const std::string& zone) {
  int back = 0;
  while (working_days > 0 && back < 60) {
    ++back;
    if (IsWorkingDay(Date(sys_days(date) - days(back)), zone)) --working_days;
  }
  return back;
}

void AddAlarms(icalcomponent* event, Date due, const std::string& zone, const std::string& text) {
  for (int working_days : kAlarms) {
    const int seconds = (kAlarmHour - 24 * DaysBefore(due, working_days, zone)) * 3600;
    icalcomponent* alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
    icaltriggertype trigger{};
    trigger.time = icaltime_null_time();
    trigger.duration = icaldurationtype_from_int(seconds);
    icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
    icalcomponent_add_property(alarm, icalproperty_new_description(text.c_str()));
    icalcomponent_add_component(event, alarm);
  }
}

// The latest date that the dossier knows of: the same dossier gives the same stamp.
Date StampOf(const Dossier& dossier) {
  std::string latest = "1970-01-01";
  for (const Piece& p : dossier.pieces) latest = std::max(latest, p.received);
  for (const GivenFact& f : dossier.given) latest = std::max(latest, f.date);
  for (const Event& e : dossier.events) latest = std::max(latest, e.entered);
  using namespace std::chrono_literals;
  return DateFromIso(latest).value_or(Date{1970y / 1 / 1});
}

int SequenceOf(const Dossier& dossier) {
  size_t n = dossier.pieces.size() + dossier.events.size();
  for (const GivenFact& f : dossier.given) n += 1 + f.before.size();
  return static_cast<int>(std::min<size_t>(n, 1'000'000));
}

// What an event is, for a day that `dossier` has. `of`: what its UID is made from beside the
// dossier.
struct Entry {
  std::string of, category, summary;
  Date day;
  bool cancelled = false;
};

icalcomponent* EventFor(const Dossier& dossier, const Entry& entry) {
  icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const std::string uid = Sha256(dossier.id + "\n" + entry.of).substr(0, 32) + "@riposte";
  icaltimetype stamp = AllDay(StampOf(dossier));
  stamp.is_date = 0;
  stamp.hour = stamp.minute = stamp.second = 0;
  stamp.zone = icaltimezone_get_utc_timezone();
  icalcomponent_add_property(event, icalproperty_new_uid(uid.c_str()));
  icalcomponent_add_property(event, icalproperty_new_dtstamp(stamp));
  icalcomponent_add_property(event, icalproperty_new_sequence(SequenceOf(dossier)));
  icalcomponent_add_property(event, icalproperty_new_dtstart(AllDay(entry.day)));
  icalcomponent_add_property(event, icalproperty_new_dtend(AllDay(NextDay(entry.day))));
  icalcomponent_add_property(event, icalproperty_new_summary(entry.summary.c_str()));
  icalcomponent_add_property(event, icalproperty_new_categories(entry.category.c_str()));
  icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
  icalcomponent_add_property(
      event,
      icalproperty_new_status(entry.cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  return event;
}

std::string Title(const Dossier& dossier, const std::string& what) {
  return "Dossier " + Sha256(dossier.id).substr(0, 8) + " : " + what;
}

icalcomponent* DeadlineEvent(const Dossier& dossier, const DossierDeadline& d) {
  const bool ours = d.deadline.side == "praticien";
  // The fund's clock is over once it is known how it ended.
  const bool cancelled = d.state == "fait" || (!ours && d.state != "a_surveiller");
  // A clock of the fund matters once it has surely run out.
  const Date due = ours ? d.deadline.prudent : NextDay(d.deadline.extended);
  std::string summary = Title(dossier, d.deadline.label);
  if (!ours) summary += " (à surveiller)";
  if (d.provisional) summary += " (date provisoire)";
  icalcomponent* event = EventFor(
      dossier, {d.piece + "\n" + d.deadline.rule, d.deadline.rule, summary, due, cancelled});
  if (ours && !cancelled) AddAlarms(event, due, d.deadline.zone, summary);
  return event;
}

// Null for a step that is no meeting to come.
icalcomponent* MeetingEvent(const Dossier& dossier, const Step& step) {
  struct Meeting {
    const char *type, *name, *day, *hour;
  };
  static constexpr Meeting kMeetings[] = {
      {"convocation_audition", "audition", "rdv_date", "rdv_heure"},
      {"invitation_entretien", "entretien", "rdv_date", "rdv_heure"},
      {"controle_activite", "rendez-vous", "rdv_date", "rdv_heure"},
      {"saisine_commission", "séance de la commission", "seance_date", "seance_heure"}};
  const auto meeting = std::find_if(std::begin(kMeetings), std::end(kMeetings),
                                    [&](const Meeting& m) { return m.type == step.what; });
  const auto day = DateFromIso(step.date);
  if (meeting == std::end(kMeetings) || step.side != "praticien" || step.piece.empty() || !day)
    return nullptr;
  std::string summary = Title(dossier, meeting->name);
  const auto hour = EffectiveFact(dossier, meeting->hour, step.piece);
  if (hour && hour->usable && hour->piece == step.piece) summary += ", " + French(hour->value);
  const auto read = EffectiveFact(dossier, meeting->day, step.piece);
  if (!read || !read->usable) summary += " (date à vérifier)";
  icalcomponent* event =
      EventFor(dossier, {step.piece + "\n" + meeting->day, "rendez-vous", summary, *day, false});
  const std::string zone =
      dossier.deadlines.empty() ? "metropole" : dossier.deadlines.front().deadline.zone;
  AddAlarms(event, *day, zone, summary);
  return event;
}

}  // namespace

std::string ToCalendar(const Dossier& dossier) {
  const Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//riposte//echeances//FR"));
  for (const DossierDeadline& d : dossier.deadlines)
    icalcomponent_add_component(calendar.get(), DeadlineEvent(dossier, d));
  for (const Step& step : dossier.timeline)
    if (icalcomponent* event = MeetingEvent(dossier, step))
      icalcomponent_add_component(calendar.get(), event);
  const std::unique_ptr<char, decltype(&free)> text(icalcomponent_as_ical_string_r(calendar.get()),
                                                    &free);
  return text ? text.get() : "";
}

}  // namespace riposte
