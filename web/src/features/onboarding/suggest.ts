// A first search from what the profile says by now: the latest title, the skills, the place. Only a start: all of it can be changed.
import { MyProfile, PlaceOfCv, type Fact } from '../../gen/operations';
import { request } from '../../shared/api';
import { preferences } from '../../shared/preferences';
import { fold, visible } from '../../shared/text';
import { readEntries, readSkills } from '../profile/facts';
import { draftOf, type Draft } from '../searches/SearchForm';

const titlesMax = 2, skillsMax = 6;
const distinct = (list: readonly string[]) => list.filter((x, i) => x && list.findIndex((y) => fold(y) === fold(x)) === i);
// "69003 Lyon, France" and "Lyon (Rhône)" are of the town.
export const townOf = (location: string) => visible(location).split(/[,;(/|]/)[0]!.replace(/\b[\dA-Z-]*\d{3,}\b/g, '').trim();

export async function suggestedSearch(facts: readonly Fact[]): Promise<{ draft: Draft; any: boolean }> {
  const draft = draftOf();
  const contact = (field: string) => { const v = facts.find((f) => f.section === 'CONTACT' && f.field === field)?.value; return typeof v === 'string' ? v : ''; };
  try {
    const { myProfile } = await request(MyProfile);
    draft.jobTitles = distinct([visible(contact('title')), visible(readEntries(myProfile.experience)[0]?.title ?? '')].filter((x) => x.length <= 60)).slice(0, titlesMax);
    draft.keywords = distinct(readSkills(myProfile.skills).map((s) => visible(s.name))).slice(0, skillsMax);
    const town = townOf(contact('location'));
    if (town) {
      const [place] = (await request(PlaceOfCv, { prefix: town, language: preferences.get().language === 'fr' ? 'FR' : 'EN' })).places;
      if (place && fold(place.name) === fold(town)) draft.locations = [place.text];
    }
  } catch { /* an empty form is one too */ }
  return { draft, any: draft.jobTitles.length + draft.keywords.length + draft.locations.length > 0 };
}
