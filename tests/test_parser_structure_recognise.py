from __future__ import annotations

from pathlib import Path

import pytest

from parser.document import UnreadableError
from parser.pipeline import parse

NO_BULLETINS = {
    "English": "The quick brown fox jumps over the lazy dog.\n" * 40,
    "a poem": "床前明月光,疑是地上霜。\n举头望明月,低头思故乡。\n" * 5,
    "a program": "import sys\n\ndef main():\n    print('通报')\n" * 10,
    "a recipe": "红烧肉的做法\n1.五花肉500克切块。\n2.冷水下锅焯水5分钟。\n3.加冰糖炒出糖色。\n",
    "numbers": "1,2,3\n4,5,6\n" * 50,
}


OF_OTHER_SUBJECTS = {
    "关于表彰2018年度优秀共产党员的通报": (
        "各党支部:\n"
        "2018年,全局党员立足岗位、担当作为,涌现出一批优秀党员。经研究,决定对张三等12名同志予以表彰。\n"
        "中共某县水利局委员会\n"
        "2018年7月1日\n"
    ),
    "2021年5月天气月报": (
        "一、天气概况\n"
        "5月平均气温18.3℃,较常年偏高1.2℃;降水量86.5毫米,偏多两成。\n"
        "二、下月展望\n"
        "预计6月降水偏多。\n"
        "县气象局\n"
    ),
    "关于“3·12”较大道路交通事故调查处理情况的通报": (
        "2019年3月12日7时20分,某货车与客车相撞,造成3人死亡、5人受伤。\n"
        "一、事故经过\n"
        "车辆超速行驶。\n"
        "二、处理意见\n"
        "对5名责任人给予处分。\n"
    ),
    "2020年第一季度地震活动季报": (
        "一季度,全省共发生2.0级以上地震12次,最大3.4级。\n"
        "站名 | 次数 | 最大震级 |\n"
        "甲站 | 5 | 3.4 |\n"
        "乙站 | 7 | 2.9 |\n"
    ),
    "2022年全国水产品价格周报": (
        "第23周,鲤鱼价格每公斤13.2元,上涨1.5%。\n"
        "品种 | 价格 | 涨幅 |\n"
        "鲤鱼 | 13.2 | 1.5% |\n"
        "草鱼 | 14.0 | -0.3% |\n"
    ),
    "某公司2019年半年度业绩快报": (
        "公司实现营业收入12.5亿元,同比增长8.2%;净利润1.1亿元。\n"
        "项目 | 本期 | 上期 |\n"
        "营业收入 | 12.5 | 11.6 |\n"
        "净利润 | 1.1 | 0.9 |\n"
    ),
    "2019年国民经济和社会发展统计公报": (
        "一、综合\n全年地区生产总值3201.5亿元,比上年增长6.1%。\n二、农业\n粮食产量120万吨。\n"
    ),
    "关于给予王某某开除党籍处分的通报": (
        "王某某,男,1965年3月生。经查,其违反中央八项规定精神。决定给予其开除党籍处分。\n"
    ),
    "新冠肺炎疫情每日通报": ("2月3日0-24时,新增确诊病例5例,累计确诊37例,出院3例。\n"),
    "高一年级期中考试成绩分析通报": (
        "班级 | 平均分 | 及格率 |\n一班 | 82.1 | 95% |\n二班 | 80.3 | 92% |\n"
    ),
    "学校食堂食品安全检查通报": ("本周检查食堂6个,发现问题3处。\n一、总体情况\n环境整洁。\n"),
    "关于5起违反中央八项规定精神典型问题的通报": (
        "近期,市纪委监委查处5起典型问题,现通报如下:\n"
        "一、某局副局长违规收受礼金问题\n"
        "2017年至2018年,收受礼金2万元。\n"
    ),
    "2023年6月森林火险预警简报": ("6月上旬,全区气温偏高,火险等级4级。\n"),
    "足球联赛第12轮战报": (
        "本轮共进球23个,场均2.9个。\n"
        "球队 | 胜 | 负 | 积分 |\n"
        "甲队 | 8 | 2 | 26 |\n"
        "乙队 | 7 | 3 | 23 |\n"
    ),
    "水库蓄水情况日报": (
        "水库 | 水位 | 蓄水量 |\n甲水库 | 120.3 | 5600 |\n乙水库 | 98.2 | 1200 |\n"
    ),
    "2020年环境状况公报": ("一、大气\n全年优良天数301天,占82.2%。\n二、水\n地表水达标率95%。\n"),
    "关于做好2021年春节放假工作的通知": ("各单位:\n2月11日至17日放假7天。请做好值班工作。\n"),
    "某银行2018年年度报告": (
        "报告期末,资产总额1.2万亿元,不良率1.35%。\n一、公司简介\n本行成立于1997年。\n"
    ),
    "小区物业工作月报": ("5月,物业收到报修32件,完成30件。\n一、保洁\n清运垃圾50车。\n"),
    "三国演义第一回": ("话说天下大势,分久必合,合久必分。周末七国分争,并入于秦。\n"),
}

OF_SERVICE_CENTRES = {
    "关于表彰2018年度优秀窗口的通报": "经研究,决定对公安窗口等6个窗口予以表彰。\n2019年1月8日\n",
    "2021年5月热线月报": "一、话务情况\n本月接听来电1.2万个,接通率96.1%。\n",
    "关于近期不作为问题的通报": "一、问题\n某窗口工作人员5月8日脱岗,被群众投诉。\n",
    "2020年第一季度政府网站检查情况通报": "本季度抽查网站12个,合格11个,合格率91.7%。\n",
    "第23期政务简报": "5月,大厅日均人流1200人次。\n一、亮点\n延时办结120件。\n",
    "2022年上半年营商环境快报": "一、企业开办\n企业开办平均用时0.5天,累计办理3020件。\n",
    "关于信访积案化解情况的通报": "截至6月底,化解积案32件,化解率80%。\n一、总体情况\n稳步推进。\n",
    "2019年政府信息公开情况公报": "一、主动公开\n全年公开信息1204条。\n",
    "关于王某等人违反工作纪律的通报": "一、情况\n3月5日,政务中心督查发现王某迟到。\n",
    "数字城管3月运行情况通报": "立案320件,结案310件,结案率96.9%。\n一、街道情况\n良好。\n",
}


@pytest.mark.parametrize("name", NO_BULLETINS)
def test_a_text_that_is_no_bulletin_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(NO_BULLETINS[name], encoding="utf-8")

    with pytest.raises(UnreadableError) as refused:
        parse(path)

    assert str(refused.value).startswith("it is no bulletin: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "3月份,县政务服务中心共受理办件1200件,办结1180件,办结率98.3%。\n",
        "一季度热线办理情况\n一、总体情况\n共接听市民来电500个,办结工单480件。\n",
    ],
)
def test_a_short_bulletin_without_tables_is_one(text: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")

    assert parse(path).sections


def test_an_annex_in_a_file_of_its_own_is_known_by_what_it_measures(tmp_path: Path) -> None:
    path = tmp_path / "annex.txt"
    path.write_text(
        "序号 | 部门名称 | 迟到 | 早退 | 旷工 |\n1 | 市发展改革委 | 1 | 0 | 0 |\n"
        "2 | 市教育局 | 0 | 2 | 0 |\n3 | 市科技局 | 0 | 0 | 0 |\n",
        encoding="utf-8",
    )

    (annex,) = parse(path).annexes

    assert [column.measure for column in annex.tables[0].columns] == [
        "late",
        "left_early",
        "truant",
    ]


def test_folders_and_missing_files_are_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="folder"):
        parse(tmp_path)
    with pytest.raises(UnreadableError, match="no such file"):
        parse(tmp_path / "missing.txt")


@pytest.mark.parametrize("title", OF_OTHER_SUBJECTS)
def test_what_only_its_title_makes_a_bulletin_is_refused_or_doubted(
    title: str, tmp_path: Path
) -> None:
    path = tmp_path / "text.txt"
    path.write_text(f"{title}\n{OF_OTHER_SUBJECTS[title]}", encoding="utf-8")

    try:
        said = [finding.code for finding in parse(path).findings]
    except UnreadableError:
        said = ["refused"]

    assert {"refused", "subject-doubtful"} & set(said)


@pytest.mark.parametrize("title", OF_SERVICE_CENTRES)
def test_what_speaks_of_a_service_centres_work_is_not_doubted(title: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(f"{title}\n{OF_SERVICE_CENTRES[title]}", encoding="utf-8")

    assert "subject-doubtful" not in [finding.code for finding in parse(path).findings]
