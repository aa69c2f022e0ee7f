// The boards, one function each, defined in the board's own file. A new board: its file, a line here, a line in board.cc.
#pragma once
#include "discovery/boards/board.h"

namespace jm::discovery {

const Board& france_travail();
const Board& adzuna();
const Board& greenhouse();
const Board& ashby();
const Board& themuse();
const Board& arbeitnow();
const Board& career_page();
const Board& lever();
const Board& workable();
const Board& smartrecruiters();
const Board& recruitee();
const Board& remotive();
const Board& remoteok();
const Board& jobicy();
const Board& himalayas();
const Board& hackernews();
const Board& teamtailor();
const Board& personio();
const Board& weworkremotely();
const Board& multi_source();
const Board& google_jobs();
const Board& reed_uk();
const Board& remotejobs_org();
const Board& linkedin_derived();
const Board& hellowork();

}  // namespace jm::discovery
