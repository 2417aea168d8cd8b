#include "cli/commands.h"

int main(int argc, char** argv) { return trent::cli::run(argc, argv); }
