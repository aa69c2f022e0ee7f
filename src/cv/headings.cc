#include "cv/headings.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "text/fold.h"

namespace jm::cv {
namespace {

struct Words {
  Section section;
  std::string_view forms;         // folded, parted by ';'
};

constexpr std::array kLexicon = {
    Words{Section::kContact,
          "contact;contacts;contact details;contact information;contact info;contact me;coordonnees;mes coordonnees;details;personal details;personal information;personal info;"
          "informations personnelles;infos personnelles;information personnelle;etat civil;informations de contact;me contacter;personal data;donnees personnelles;informations;get in touch;address;adresse;info;links;liens;"
          "social;reseaux;profiles;socials;find me online;profils"},
    Words{Section::kSummary,
          "summary;profile;professional summary;career summary;executive summary;about;about me;objective;career objective;professional profile;personal statement;personal profile;profil;a propos;"
          "a propos de moi;resume;objectif;objectifs;profil professionnel;presentation;qui suis je;mon profil;accroche;overview;introduction;bio;biography;biographie;en bref;resume professionnel;"
          "objectif professionnel;projet professionnel;career profile;statement;highlights;summary of qualifications;qualifications summary;professional objective;who am i;en quelques mots;synthese;intro;career overview"},
    Words{Section::kExperience,
          "experience;experiences;work experience;work experiences;professional experience;professional experiences;employment;employment history;work history;career history;career;relevant experience;"
          "job experience;professional background;experience professionnelle;experiences professionnelles;parcours professionnel;parcours;emplois;mes experiences;mon experience;mon parcours;"
          "experience pro;experiences pro;stages;stage;internships;internship;internship experience;additional experience;other experience;research experience;teaching experience;industry experience;"
          "technical experience;leadership experience;military experience;professional history;work;carriere;missions;experiences de travail;experience et stages;experiences et stages;stages et emplois;"
          "experience stages;positions;positions held;selected experience;volunteer experience;volunteering experience;engineering experience;career experience;relevant work experience;work experience and internships;"
          "experience highlights;career highlights;where i ve worked;where ive worked;experiencia profesional;experiencia;leadership and experience;professional journey;historique professionnel;mes emplois;professional career"},
    Words{Section::kEducation,
          "education;educations;academic background;educational background;education and training;education training;academic history;academic qualifications;qualifications;studies;training;formation;formations;"
          "etudes;diplomes;diplome;diplomes et formations;formations et diplomes;formation et diplomes;formation academique;parcours academique;parcours scolaire;cursus;cursus scolaire;scolarite;"
          "formation initiale;formations initiales;etudes et formations;etudes et diplomes;education et formation;formation professionnelle;formations professionnelles;academics;academic education;degrees;"
          "education and qualifications;education qualifications;university;schooling;academic record;enseignement;mes formations;ma formation;mes etudes;academic achievements;education and certifications;"
          "education certifications;education certification;certifications and education;education and honors;educacion;formacion;where i studied;academic experience;formation academique et diplomes;diplomes formations"},
    Words{Section::kSkills,
          "skills;technical skills;key skills;core skills;core competencies;core competences;competencies;competences;competences techniques;competences cles;competences professionnelles;savoir faire;"
          "savoirs faire;savoir etre;expertise;areas of expertise;technologies;tools;outils;logiciels;software;informatique;competences informatiques;technical proficiencies;skills and tools;tech stack;stack;"
          "stack technique;professional skills;soft skills;hard skills;skill set;skillset;skills summary;technical expertise;environnement technique;environnements techniques;connaissances;connaissances techniques;"
          "connaissances informatiques;mes competences;atouts;qualites;domaines de competences;domaines de competence;domaines d expertise;aptitudes;computer skills;it skills;digital skills;other skills;additional skills;"
          "relevant skills;skills abilities;skills and abilities;abilities;programming skills;programming;technical;competences et outils;outils et technologies;competences comportementales;competences metier;competences metiers;"
          "competences transversales;skills and technologies;technical skills and tools;technical competencies;key competencies;toolbox;tools and technologies;technologies and tools;languages and technologies;"
          "competences generales;competences linguistiques et informatiques;savoirs;top skills;skills and expertise;strengths;points forts;skills and interests;skills interests;skills profile;core strengths;what i know;"
          "technical toolkit;toolkit;technical knowledge;knowledge;specialties;specialities;specialites;habiletes;capabilities;professional competencies;technical skills and competencies;featured skills;"
          "technical summary;competences fonctionnelles;competences numeriques;logiciels maitrises;outils maitrises;things i know;skills and competencies;skills and qualifications;programming languages"},
    Words{Section::kLanguages,
          "languages;language;language skills;foreign languages;langues;langue;langues etrangeres;competences linguistiques;langues parlees;mes langues;spoken languages;niveau de langues;linguistic skills;"
          "language proficiency;languages spoken;idiomas;langues vivantes;connaissances linguistiques"},
    Words{Section::kCertifications,
          "certifications;certification;certificates;certificate;certificats;licenses and certifications;licenses certifications;certifications and licenses;licences et certifications;habilitations;permis et habilitations;"
          "professional certifications;licenses;accreditations;courses;cours;formations complementaires;formation continue;formations continues;certifications et formations;courses and certifications;permis;"
          "certifications courses;certificates and courses;training and certifications;online courses;professional development;trainings;mooc;certificats et formations;certifications and training;brevets;"
          "certifications and courses;professional training;habilitations et permis;certifications licenses"},
    Words{Section::kProjects,
          "projects;personal projects;side projects;selected projects;key projects;academic projects;projets;projets personnels;realisations;projets realises;mes projets;portfolio;open source;open source projects;"
          "projets academiques;projets professionnels;principaux projets;project experience;notable projects;realisations principales;relevant projects;technical projects;university projects;school projects;"
          "project;projet;projets scolaires;projets etudiants;recent projects;projects and research;student projects;projects and activities;independent projects;software projects"},
    Words{Section::kOther,
          "interests;hobbies;hobbies and interests;interests and hobbies;centres d interet;centre d interet;centres d interets;loisirs;passions;interests hobbies;activities;extracurricular activities;activites;"
          "activites extra professionnelles;divers;other;miscellaneous;volunteering;volunteer work;volunteer;benevolat;vie associative;engagement associatif;engagements;awards;honors;honours;prix;distinctions;"
          "publications;references;additional information;informations complementaires;autres;achievements;honors and awards;awards and honors;memberships;affiliations;professional affiliations;conferences;talks;"
          "sports;sport;loisirs et centres d interet;centres d interet et loisirs;leadership;patents;brevets deposes;recommandations;research;presentations;activities and interests;community involvement;hobby;"
          "extra curricular activities;activites extrascolaires;activites et loisirs;vie extra professionnelle;recompenses;selected publications;speaking;awards and achievements;achievements and awards;personal interests;"
          "leadership and activities;activities and leadership;campus involvement;invited talks;scholarships;bourses;military service;service;favourites;favorites;relevant coursework;coursework;day of my life;"
          "most proud of;a day of my life;life philosophy;referees;extracurricular;honors awards;fun facts;quotes;my life philosophy;personnalite;patent;media;academic service;press;scholarships and awards;honors and scholarships;mobilite;disponibilite"},
};

const std::unordered_map<std::string_view, Section>& table() {
  static const auto* made = [] {
    auto* t = new std::unordered_map<std::string_view, Section>();
    for (const auto& [section, forms] : kLexicon) {
      std::string_view rest = forms;
      while (!rest.empty()) {
        const auto end = rest.find(';');
        t->emplace(rest.substr(0, end), section);
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
      }
    }
    return t;
  }();
  return *made;
}

}  // namespace

std::optional<Section> heading_of(std::string_view line) {
  if (line.size() > 80) return {};
  std::string name = text::fold_name(line);
  // "1. Experience", "II Formation"
  if (const auto first = name.find(' '); first != name.npos && name.substr(0, first).find_first_not_of("0123456789") == std::string::npos) name.erase(0, first + 1);
  for (const std::string_view joint : {" et ", " and "}) {
    // A heading of two sections is what its first half says: "Compétences et langues".
    if (table().contains(name)) break;
    const auto at = name.find(joint);
    if (at != name.npos && table().contains(std::string_view(name).substr(0, at)) && table().contains(std::string_view(name).substr(at + joint.size()))) name.resize(at);
  }
  const auto found = table().find(name);
  if (found == table().end()) return {};
  return found->second;
}

std::optional<Section> heading_like(std::string_view line) {
  if (line.size() > 60) return {};
  const std::string name = text::fold_name(line);
  if (std::count(name.begin(), name.end(), ' ') > 4) return {};
  const std::string_view last = std::string_view(name).substr(name.rfind(' ') == name.npos ? 0 : name.rfind(' ') + 1);
  const std::string_view first = std::string_view(name).substr(0, name.find(' '));
  if (last == "experience" || last == "experiences" || first == "experience" || first == "experiences" || last == "employment") return Section::kExperience;
  if (last == "skills" || last == "competencies" || last == "competences" || first == "competences" || last == "technologies") return Section::kSkills;
  if (last == "education") return Section::kEducation;
  if (last == "projects" || first == "projets") return Section::kProjects;
  if (last == "certifications" || first == "certifications") return Section::kCertifications;
  if (last == "summary" || first == "profil") return Section::kSummary;
  return {};
}

}  // namespace jm::cv
