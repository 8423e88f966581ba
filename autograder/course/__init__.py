"""The course: its folders and files, a lesson, its cells, and what students get of it.

folders        the course's folders, and a class's
files          read and written so that nothing is left half done
lesson         a lesson as its files say it; answers: its bank of answers
source         what its notebook must look like; cells: what each cell is for
checksum       whether a cell still says what its lesson said
preprocessors  from the source notebook to what students get
skipping       provided cells that grading may leave out; plain: a cell's text as Python
"""
