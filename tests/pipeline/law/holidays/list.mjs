// Prints «zone;date» for 2006-2050 as date-holidays has them, for the zones it covers.
import Holidays from 'date-holidays';

const zones = {
  'metropole': ['FR'],
  'alsace-moselle-vendredi-saint': ['FR', '67'],
  'guadeloupe': ['GP'],
  'martinique': ['MQ'],
  'guyane': ['GF'],
  'reunion': ['RE'],
  'mayotte': ['YT'],
  'saint-martin': ['MF'],
  'saint-barthelemy': ['BL'],
};
for (const [zone, place] of Object.entries(zones)) {
  const calendar = new Holidays(...place);
  for (let year = 2006; year <= 2050; ++year)
    for (const day of calendar.getHolidays(year))
      if (day.type === 'public') console.log(`${zone};${day.date.slice(0, 10)}`);
}
