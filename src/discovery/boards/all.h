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

}  // namespace jm::discovery
